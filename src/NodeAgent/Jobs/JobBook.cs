using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// The attempts this node still has something of, in memory and on disk. Memory is what is reported; a record that a
/// full disk refused is written again later, and until then a restart would only repeat steps that may be repeated.
/// </summary>
internal sealed class JobBook
{
    private readonly AgentState _state;
    private readonly Doorbell _reports;
    private readonly AgentLog _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobRecord> _records = new();
    private readonly HashSet<string> _unsaved = [];

    /// <param name="reports">Rung when what is reported to the API changes.</param>
    public JobBook(AgentState state, Doorbell reports, AgentLog log)
    {
        (_state, _reports, _log) = (state, reports, log);
        AtomicFile.RemoveLeftovers(state.JobsDirectory);
        foreach (string file in Directory.EnumerateFiles(state.JobsDirectory, "*.json"))
        {
            if (JsonFile.TryRead(file, AgentJson.Default.JobRecord) is { } record)
                _records[record.Attempt] = record;
        }
    }

    /// <summary>True while a record is only in memory.</summary>
    public bool HasUnsaved
    {
        get
        {
            lock (_gate)
                return _unsaved.Count > 0;
        }
    }

    /// <summary>Oldest attempt first.</summary>
    public IReadOnlyList<JobRecord> All()
    {
        lock (_gate)
            return [.. _records.Values.OrderBy(record => record.Fence)];
    }

    public JobRecord? Find(string jobUid, long fence)
    {
        lock (_gate)
            return _records.GetValueOrDefault(JobRecord.AttemptOf(jobUid, fence));
    }

    public void Put(JobRecord record)
    {
        JobReport? before;
        lock (_gate)
        {
            before = _records.GetValueOrDefault(record.Attempt)?.ToReport();
            _records[record.Attempt] = record;
        }
        Save(record);
        if (before != record.ToReport())
            _reports.Ring();
    }

    /// <summary>Forgets an attempt that the API knows to be clean.</summary>
    public void Remove(JobRecord record)
    {
        lock (_gate)
        {
            _records.Remove(record.Attempt);
            _unsaved.Remove(record.Attempt);
        }
        File.Delete(FileOf(record));
    }

    public void SaveUnsaved()
    {
        JobRecord[] unsaved;
        lock (_gate)
            unsaved = [.. _unsaved.Select(attempt => _records[attempt])];
        foreach (JobRecord record in unsaved)
            Save(record);
    }

    private void Save(JobRecord record)
    {
        bool saved = true;
        try
        {
            JsonFile.Write(FileOf(record), record, AgentJson.Default.JobRecord, AgentState.Lasts);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            saved = false;
            _log.Say($"job {record.Attempt}: its record cannot be written yet: {refused.Message}");
        }
        lock (_gate)
        {
            if (saved)
                _unsaved.Remove(record.Attempt);
            else
                _unsaved.Add(record.Attempt);
        }
    }

    private string FileOf(JobRecord record) => Path.Combine(_state.JobsDirectory, $"{record.Attempt}.json");
}
