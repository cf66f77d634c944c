namespace BatchAi.NodeAgent;

/// <summary>
/// What this node did for a job, for the job's user to read: <c>execution-{nodeId}.log</c> beside the job's output.
/// Lines written before that directory exists wait in memory. A line that cannot be written is dropped: a full volume
/// must not stop the job.
/// </summary>
internal sealed class ExecutionLog(JobUser? user, TimeProvider clock)
{
    /// <summary>0644, as the other files of the output: what the agent withholds from its own files is meant for those only.</summary>
    private const UnixFileMode ReadByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly List<string> _waiting = [];
    private string? _file;

    public void Open(string file)
    {
        _file = file;
        if (_waiting.Count > 0)
            Append(string.Concat(_waiting), isFirst: true);
        _waiting.Clear();
    }

    public void Say(string message)
    {
        string line = $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}\n";
        if (_file is null)
            _waiting.Add(line);
        else
            Append(line);
    }

    private void Append(string text, bool isFirst = false)
    {
        try
        {
            JobUser.Act(user, () =>
            {
                bool isNew = isFirst && !File.Exists(_file);
                File.AppendAllText(_file!, text);
                if (isNew)
                    File.SetUnixFileMode(_file!, ReadByAll);
                return true;
            });
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // Said in the summary: dropped.
        }
    }
}
