namespace BatchAi.NodeAgent;

/// <summary>The machine the agent runs on, and what is particular to where it stands: Azure, or one machine that pretends.</summary>
internal sealed record NodePlace(NodeInstance Node, INodeProof Proof, IVolumeMounter Mounter)
{
    /// <summary>Null where nobody announces evictions.</summary>
    public EvictionWatch? Evictions { get; init; }

    /// <summary>Null and one line that says what is wrong, or the place the environment describes.</summary>
    public static NodePlace? TryFindLocal(
        AgentConfig config,
        string volumesDirectory,
        JobUser? user,
        IReadOnlyDictionary<string, string> environment,
        out string problem) =>
        NodeInstance.TryFrom(AsSeenBy(user, environment), out problem) is { } node
            ? new NodePlace(node, new LocalProof(node), new LocalVolumeMounter(volumesDirectory, config.Volumes, user))
            : null;

    /// <summary>Programs ask these variables who they are.</summary>
    private static IReadOnlyDictionary<string, string> AsSeenBy(JobUser? user, IReadOnlyDictionary<string, string> environment) =>
        user is null ? environment : new Dictionary<string, string>(environment) { ["USER"] = user.Name, ["LOGNAME"] = user.Name };
}
