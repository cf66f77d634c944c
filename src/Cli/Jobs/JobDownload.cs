using System.Runtime.CompilerServices;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Copies output files of a job to a directory; a file appears under its name only when it is whole.</summary>
public sealed class JobDownload(BatchAiClient client, JobId job)
{
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
        IReadOnlyList<FileItem> items = await client.ListOutputFilesAsync(job, directoryId, directory, cancellation);
        FileItem item =
            items.FirstOrDefault(item => item.Name == file[(slash + 1)..] && item.DownloadUrl is not null)
            ?? throw new CliException(
                ExitCodes.NotFound,
                $"job {job.Name} has no file {file} in {directoryId}; see: batchai job files {job.Name} -d {directoryId}");
        yield return await WriteAsync(item, SafePath.Below(root, item.Name!), cancellation);
    }

    /// <summary>Everything in these output directories, each in a directory of its id; answers with each path written.</summary>
    public async IAsyncEnumerable<string> AllAsync(
        IReadOnlyList<string> directoryIds,
        string root,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string id in directoryIds)
        {
            await foreach (string path in TreeAsync(id, ".", SafePath.Below(root, id), cancellation))
                yield return path;
        }
    }

    private async IAsyncEnumerable<string> TreeAsync(
        string id,
        string directory,
        string target,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (FileItem item in await client.ListOutputFilesAsync(job, id, directory, cancellation))
        {
            string path = SafePath.Below(target, item.Name ?? "");
            if (item.DownloadUrl is not null)
            {
                yield return await WriteAsync(item, path, cancellation);
            }
            else if (item.FileType == "directory")
            {
                string below = directory == "." ? item.Name! : $"{directory}/{item.Name}";
                await foreach (string written in TreeAsync(id, below, path, cancellation))
                    yield return written;
            }
        }
    }

    private async Task<string> WriteAsync(FileItem item, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = path + ".part";
        await using (Stream content = await client.OpenFileAsync(item, from: 0, cancellation))
        await using (FileStream file = File.Create(partial))
            await content.CopyToAsync(file, cancellation);
        File.Move(partial, path, overwrite: true);
        return path;
    }
}
