using System.Collections.ObjectModel;

namespace BatchAi.Model;

/// <summary>Everything a node needs to run its part of one attempt. Holds secrets: never written to disk as a whole.</summary>
public sealed record JobLaunch
{
    public required string JobUid { get; init; }

    public required long Fence { get; init; }

    public required string WorkspaceName { get; init; }

    public required string ExperimentName { get; init; }

    public required string JobName { get; init; }

    public required string ClusterName { get; init; }

    /// <summary>The job as it was asked for, unexpanded, without secret values; includes <c>jobOutputDirectoryPathSegment</c>.</summary>
    public required JobProperties Job { get; init; }

    /// <summary>Secret values by slot, as <see cref="SecretSlots"/> names them.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get => field ?? ReadOnlyDictionary<string, string>.Empty; init; }

    /// <summary>
    /// Addresses of the file servers that the job mounts, by the id the job names them with; one that has none yet is
    /// absent.
    /// </summary>
    public IReadOnlyDictionary<string, string> FileServers { get => field ?? ReadOnlyDictionary<string, string>.Empty; init; }

    /// <summary>How many attempts were begun, this one included; null from servers that do not say.</summary>
    public int? Attempt { get; init; }

    /// <summary>How the attempt before this one ended, for the job's log; null for the first.</summary>
    public AttemptEnd? PreviousAttempt { get; init; }

    /// <summary>The gang, in rank order; the first is the master.</summary>
    public required IReadOnlyList<GangMember> Nodes { get; init; }

    /// <summary>Index of this node in <see cref="Nodes"/>.</summary>
    public required int Rank { get; init; }
}

/// <summary>One node of a gang, as its peers see it.</summary>
public sealed record GangMember(string NodeId, string Address)
{
    /// <summary>Null until the node has reported it, and for whoever has reported none itself.</summary>
    public ShellEnd? Shell { get; init; }
}
