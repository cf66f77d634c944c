using System.Net;
using System.Runtime.CompilerServices;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Copies output files of a job to a directory; a file appears under its name only when it is whole.</summary>
public sealed class JobDownload(BatchAiClient client, JobId job)
{
    private readonly List<LeftOut> _leftOut = [];

    /// <summary>What <see cref="AllAsync"/> did not bring so far, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>One file, put directly into <paramref name="root"/>; answers with the path written.</summary>
    /// <exception cref="CliException">There is no such file.</exception>
    public async IAsyncEnumerable<string> OneAsync(
        string directoryId,
        string file,
        string root,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        int slash = file.LastIndexOf('/');
        string directory = slash < 0 ? "." : file[..slash];
        string name = file[(slash + 1)..];
        IReadOnlyList<FileItem> items = await client.ListOutputFilesAsync(job, directoryId, directory, cancellation, [name]);
        FileItem item =
            items.FirstOrDefault(item => item.Name == name && item.DownloadUrl is not null)
            ?? throw new CliException(
                ExitCodes.NotFound,
                $"job {job.Name} has no file {file} in {directoryId}; see: batchai job files {job.Name} -d {directoryId}");
        yield return await WriteAsync(item, SafePath.Below(root, item.Name!), cancellation);
    }

    /// <summary>
    /// Everything in these output directories, each in a directory of its id; answers with each path written. Goes on after what cannot be
    /// read, and follows the links to one directory once.
    /// </summary>
    public async IAsyncEnumerable<string> AllAsync(
        IReadOnlyList<string> directoryIds,
        string root,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string id in directoryIds)
        {
            HashSet<string> followed = new(StringComparer.Ordinal);
            Stack<string> directories = new(["."]);
            while (directories.TryPop(out string? directory))
            {
                IReadOnlyList<FileItem> items = [];
                await TryAsync(
                    Shown(id, directory),
                    async () => items = await client.ListOutputFilesAsync(job, id, directory, cancellation));
                foreach (FileItem item in items)
                {
                    string path = directory == "." ? item.Name ?? "" : $"{directory}/{item.Name}";
                    if (item.DownloadUrl is not null)
                    {
                        string? written = null;
                        await TryAsync(
                            Shown(id, path),
                            async () => written = await WriteAsync(item, SafePath.Below(SafePath.Below(root, id), path), cancellation));
                        if (written is not null)
                            yield return written;
                    }
                    else if (item.FileType == "link")
                        _leftOut.Add(new LeftOut(Shown(id, path), "a link in a circle, or to nothing that can be read", IsFailure: false));
                    else if (item.LinkTarget is { } target && !followed.Add(target))
                        _leftOut.Add(new LeftOut(Shown(id, path), "a link to a directory that another one leads to", IsFailure: false));
                    else if (item.FileType == "directory")
                        directories.Push(path);
                }
            }
        }
    }

    private static string Shown(string id, string path) => path == "." ? id : $"{id}/{path}";

    /// <summary>A server that is away, or asks who we are, ends it all; every other failure is of this one file.</summary>
    private async Task TryAsync(string shown, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (IsOfOneFile(failure))
        {
            _leftOut.Add(new LeftOut(shown, failure.Message, IsFailure: true));
        }
    }

    private static bool IsOfOneFile(Exception failure) => failure switch
    {
        RequestRefusedException refused => refused.Status != (int)HttpStatusCode.Unauthorized,
        CliException or IOException or UnauthorizedAccessException => true,
        _ => false,
    };

    private async Task<string> WriteAsync(FileItem item, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = path + ".part";
        try
        {
            await using (Stream content = await client.OpenFileAsync(item, from: 0, cancellation))
            await using (FileStream file = File.Create(partial))
                await content.CopyToAsync(file, cancellation);
            File.Move(partial, path, overwrite: true);
            return path;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
