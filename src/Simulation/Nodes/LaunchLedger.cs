namespace BatchAi.Simulation;

/// <summary>What really ran on the nodes, whatever the control plane believes. It notes what must never happen.</summary>
public sealed class LaunchLedger
{
    private readonly Dictionary<int, (string JobUid, long Fence)> _runs = [];
    private readonly Dictionary<string, Dictionary<long, int>> _nodesByAttempt = [];
    private readonly HashSet<Launch> _launched = [];
    private readonly List<Launch> _launches = [];
    private readonly List<string> _wrongs = [];

    /// <summary>All launches in order.</summary>
    public IReadOnlyList<Launch> Launches => _launches;

    /// <summary>Things that must never happen, in plain words.</summary>
    public IReadOnlyList<string> Wrongs => _wrongs;

    /// <summary>Instances on which something of a job runs.</summary>
    public IReadOnlyCollection<int> Busy => _runs.Keys;

    /// <summary>A node begins with an attempt: from here on it has something of the job.</summary>
    public void Prepare(int instance, string jobUid, long fence)
    {
        if (_runs.TryGetValue(instance, out (string JobUid, long Fence) other))
        {
            if (other == (jobUid, fence))
                return;
            _wrongs.Add($"node {instance} was given {jobUid}:{fence} while it had {other.JobUid}:{other.Fence}");
            Clear(instance);
        }

        if (!_nodesByAttempt.TryGetValue(jobUid, out Dictionary<long, int>? attempts))
            _nodesByAttempt[jobUid] = attempts = [];
        if (attempts.Keys.Any(attempt => attempt != fence))
            _wrongs.Add($"attempt {fence} of {jobUid} began while another attempt was not cleared away");
        _runs[instance] = (jobUid, fence);
        attempts[fence] = attempts.GetValueOrDefault(fence) + 1;
    }

    public void Start(int instance, string jobUid, long fence)
    {
        Launch launch = new(jobUid, fence, instance);
        if (!_launched.Add(launch))
            _wrongs.Add($"{jobUid}:{fence} was launched twice on node {instance}");
        _launches.Add(launch);
    }

    /// <summary>Nothing of a job is left on the node.</summary>
    public void Clear(int instance)
    {
        if (!_runs.Remove(instance, out (string JobUid, long Fence) run))
            return;

        Dictionary<long, int> attempts = _nodesByAttempt[run.JobUid];
        if (--attempts[run.Fence] == 0)
            attempts.Remove(run.Fence);
        if (attempts.Count == 0)
            _nodesByAttempt.Remove(run.JobUid);
    }
}

/// <summary>A node's processes of one attempt were started.</summary>
public sealed record Launch(string JobUid, long Fence, int Instance);
