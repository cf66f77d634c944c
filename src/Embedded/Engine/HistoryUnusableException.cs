namespace BatchAi.Embedded;

/// <summary>
/// The history database is corrupt or of another schema. History is disposable: deleting the file loses no work,
/// everything starts again from the facts.
/// </summary>
public sealed class HistoryUnusableException(string path, string problem, Exception? cause = null)
    : Exception(
        $"The orchestration history in '{path}' cannot be used: {problem}. It is disposable: delete this file (and '{path}-wal' and "
        + $"'{path}-shm' beside it) and start again; running work is picked up from the stored facts.",
        cause)
{
    /// <summary>The file to delete.</summary>
    public string Path { get; } = path;
}
