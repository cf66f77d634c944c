namespace BatchAi.Model;

/// <summary>Version and routes of the agent protocol (docs/agent-protocol.md). From version 2 on the one before is served, too.</summary>
public static class AgentProtocol
{
    public const int Version = 1;

    /// <summary>
    /// POST <see cref="RegisterRequest"/> → 200 <see cref="RegisterResponse"/>; 401 the proof is wrong; 409 another key
    /// holds this boot id; 410 the cluster is gone.
    /// </summary>
    public const string RegisterPath = "/agent/v1/register";

    /// <summary>
    /// POST <see cref="SyncRequest"/> with the node's token → 200 <see cref="SyncResponse"/>; 401 register again; 410
    /// stop everything and exit.
    /// </summary>
    public const string SyncPath = "/agent/v1/sync";

    /// <summary>
    /// GET <c>{path}/{jobUid}/{fence}</c> with the node's token → 200 <see cref="JobLaunch"/>; 404 the node does not
    /// hold this attempt.
    /// </summary>
    public const string JobPath = "/agent/v1/jobs";

    /// <summary>
    /// Code of a node's problem while something that a job left on it cannot be removed. With <see cref="NodeStatus.Unusable"/> the node is
    /// worn out by its jobs, not badly set up: another machine in its place is good.
    /// </summary>
    public const string FilesNotRemoved = "JobFilesNotRemoved";
}
