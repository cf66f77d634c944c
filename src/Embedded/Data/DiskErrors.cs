namespace BatchAi.Embedded;

/// <summary>Turns what the operating system says about a path into one line that says what to do.</summary>
internal static class DiskErrors
{
    // Numbers of Linux (errno-base.h, errno.h); .NET keeps them in HResult where it has no exception of its own.
    private const int NotADirectory = 20;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int OverQuota = 122;

    public static T Explained<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataDirectoryException(
                $"{path} is not writable for this user; name another directory with --data or change its owner.",
                failure);
        }
        catch (IOException failure)
        {
            throw new DataDirectoryException($"{path} cannot be used: {Reason(failure)}.", failure);
        }
    }

    private static string Reason(IOException failure) => failure.HResult switch
    {
        NoSpace => "the disk is full",
        OverQuota => "the disk quota is used up",
        ReadOnlyFileSystem => "the file system is read-only",
        NotADirectory => "a part of the path is a file",
        _ => failure.Message.TrimEnd('.'),
    };
}
