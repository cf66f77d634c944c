namespace BatchAi.Chaos.Tests;

/// <summary>What really ran on the nodes, whatever the control plane believes.</summary>
internal sealed class LaunchLedger
{
    private readonly Dictionary<int, (string JobUid, long Fence)> _runs = [];
    private readonly List<Launch> _launches = [];
    private readonly List<string> _wrongs = [];

    public IReadOnlyList<Launch> Launches => _launches;

    /// <summary>Things that must never happen, in plain words.</summary>
    public IReadOnlyList<string> Wrongs => _wrongs;

    /// <summary>Instances on which something of a job runs.</summary>
    public IReadOnlyCollection<int> Busy => _runs.Keys;

    /// <summary>A node begins with an attempt: from here on it has something of the job.</summary>
    public void Prepare(int instance, string jobUid, long fence)
    {
        if (_runs.TryGetValue(instance, out (string JobUid, long Fence) other) && other != (jobUid, fence))
            _wrongs.Add($"node {instance} was given {jobUid}:{fence} while it had {other.JobUid}:{other.Fence}");
        if (_runs.Any(run => run.Value.JobUid == jobUid && run.Value.Fence != fence))
            _wrongs.Add($"attempt {fence} of {jobUid} began while another attempt was not cleared away");
        _runs[instance] = (jobUid, fence);
    }

    public void Start(int instance, string jobUid, long fence)
    {
        Launch launch = new(jobUid, fence, instance);
        if (_launches.Contains(launch))
            _wrongs.Add($"{jobUid}:{fence} was launched twice on node {instance}");
        _launches.Add(launch);
    }

    /// <summary>Nothing of a job is left on the node.</summary>
    public void Clear(int instance) => _runs.Remove(instance);
}
