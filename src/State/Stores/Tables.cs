namespace BatchAi.State;

/// <summary>Names of the tables; docs/adr/0002-stores-partitions-and-keys.md says what lies in which partition.</summary>
public static class Tables
{
    /// <summary>Resource documents by workspace; workspaces by subscription.</summary>
    public const string Resources = "Resources";

    /// <summary>Facts of a cluster, by cluster uid: control, settings, bells, jobs not yet ended, nodes, journal.</summary>
    public const string Facts = "Facts";

    /// <summary>What each node should be running, by cluster uid and node ordinal; can always be rebuilt.</summary>
    public const string Assignments = "Assignments";

    /// <summary>Changes that span partitions, and deletions under way.</summary>
    public const string Intents = "Intents";

    /// <summary>Long-running operations of the REST API, by location.</summary>
    public const string Operations = "Operations";

    /// <summary>Clusters the watchdog looks at, and its heartbeat.</summary>
    public const string Active = "Active";

    /// <summary>Secret values, encrypted, by resource uid.</summary>
    public const string Secrets = "Secrets";

    /// <summary>Job messages that were handled, and announcements not yet made.</summary>
    public const string Messages = "Messages";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Resources, Facts, Assignments, Intents, Operations, Active, Secrets, Messages];
}
