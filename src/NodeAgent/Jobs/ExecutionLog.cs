namespace BatchAi.NodeAgent;

/// <summary>
/// What this node did for a job, for the job's user to read: <c>execution-{nodeId}.log</c> beside the job's output.
/// Lines written before that directory exists wait in memory. A line that cannot be written is dropped: a full volume
/// must not stop the job.
/// </summary>
internal sealed class ExecutionLog(JobUser? user, TimeProvider clock)
{
    private readonly List<string> _waiting = [];
    private string? _file;

    public void Open(string file)
    {
        _file = file;
        if (_waiting.Count > 0)
            Append(string.Concat(_waiting));
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

    private void Append(string text)
    {
        try
        {
            JobUser.Act(user, () =>
            {
                File.AppendAllText(_file!, text);
                return true;
            });
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // Said in the summary: dropped.
        }
    }
}
