using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Copies what is new in a job's standard output and error, by byte ranges, to where they are shown.</summary>
/// <param name="client">The server.</param>
/// <param name="job">Whose output.</param>
/// <param name="files">Which files of the directory; those that begin with <c>stderr</c> go to <paramref name="error"/>.</param>
/// <param name="directoryId"><c>stdouterr</c>, or the id of an output directory.</param>
public sealed class OutputTail(
    BatchAiClient client,
    JobId job,
    LogFiles files,
    string directoryId,
    IJobOutput output,
    IJobOutput error)
{
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);

    /// <summary>How many files were seen so far.</summary>
    public int FilesSeen => _positions.Count;

    /// <summary>True when there was something new.</summary>
    /// <exception cref="RequestRefusedException">The directory cannot be listed, for example because it does not exist yet.</exception>
    public async Task<bool> PumpAsync(CancellationToken cancellation)
    {
        bool any = false;
        foreach (FileItem file in await client.ListOutputFilesAsync(job, directoryId, ".", cancellation, files.Names))
        {
            if (file is not { Name: { } name, DownloadUrl: not null } || !files.Includes(name))
                continue;

            if (!_positions.TryGetValue(name, out Position? position))
                _positions[name] = position = new Position(name.StartsWith("stderr", StringComparison.Ordinal) ? error : output);
            any |= await CopyAsync(file, position, cancellation);
        }

        return any;
    }

    /// <summary>Nothing follows: what was kept of the files because it was not whole is passed on.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        foreach (Position position in _positions.Values)
            await position.Target.EndAsync(cancellation);
    }

    private async Task<bool> CopyAsync(FileItem file, Position position, CancellationToken cancellation)
    {
        long length = file.Properties?.ContentLength ?? long.MaxValue;
        if (length < position.Offset)
            await position.StartOverAsync(cancellation);
        if (length == position.Offset)
            return false;

        await using Stream content = await client.OpenFileAsync(file, position.Offset, cancellation);
        byte[] bytes = new byte[16 * 1024];
        bool any = false;
        for (int read; (read = await content.ReadAsync(bytes, cancellation)) > 0; any = true)
        {
            await position.Target.WriteAsync(bytes.AsMemory(0, read), cancellation);
            position.Offset += read;
        }

        return any;
    }

    /// <summary>How far one file was read.</summary>
    private sealed class Position(IJobOutput output)
    {
        public long Offset { get; set; }

        public IJobOutputFile Target { get; private set; } = output.Open();

        /// <summary>The file is shorter than what was read: the job was run again.</summary>
        public async Task StartOverAsync(CancellationToken cancellation)
        {
            await Target.EndAsync(cancellation);
            Target = output.Open();
            Offset = 0;
        }
    }
}
