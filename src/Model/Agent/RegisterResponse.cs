using System.Collections.ObjectModel;

namespace BatchAi.Model;

/// <summary>The node's name, its token, and what to set up before it takes jobs.</summary>
public sealed record RegisterResponse
{
    /// <summary>For example <c>tvm-1_3-20261123t131500z-d</c>.</summary>
    public required string NodeId { get; init; }

    /// <summary>Bearer token for this node's other calls; a secret.</summary>
    public required string Token { get; init; }

    /// <summary>Raised by one at every new boot id; an agent of an older epoch gets 410.</summary>
    public required int Epoch { get; init; }

    public required NodeSetupLaunch Setup { get; init; }
}

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
