using System.Collections.ObjectModel;

namespace BatchAi.Model;

/// <summary>Cluster-level mounts and the setup task of one node, secrets resolved. Never written to disk with the secrets.</summary>
public sealed record NodeSetupLaunch
{
    public required string ClusterName { get; init; }

    /// <summary>Null when the cluster mounts nothing and sets nothing up.</summary>
    public NodeSetup? NodeSetup { get; init; }

    /// <summary>Secret values by slot, as <see cref="SecretSlots"/> names them.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get => field ?? ReadOnlyDictionary<string, string>.Empty; init; }

    /// <summary>
    /// Addresses of the file servers that the cluster mounts, by the id the cluster names them with; one that has none
    /// yet is absent.
    /// </summary>
    public IReadOnlyDictionary<string, string> FileServers { get => field ?? ReadOnlyDictionary<string, string>.Empty; init; }
}
