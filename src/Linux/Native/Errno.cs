using System.Runtime.InteropServices;

namespace BatchAi.Linux;

/// <summary>Error numbers of Linux (errno-base.h, errno.h) and the exceptions that .NET has for them.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;

    /// <summary>The error of the last imported call of this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    public static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>
    /// The exception that the file classes of .NET throw for this error, so that callers need one set of catch clauses. An <see
    /// cref="IOException"/> has the number as its HResult, as theirs has.
    /// </summary>
    public static Exception ToException(int error, string what)
    {
        string message = $"{what}: {Text(error)}";
        return error switch
        {
            ENOENT => new FileNotFoundException(message),
            EACCES or EPERM => new UnauthorizedAccessException(message),
            ENAMETOOLONG => new PathTooLongException(message),
            _ => new IOException(message, error),
        };
    }
}
