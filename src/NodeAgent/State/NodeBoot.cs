using System.Security.Cryptography;
using System.Text;
using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// Decides whether this start is a restart of the agent alone (its jobs went on: same boot id) or of the machine (what
/// ran is gone: new boot id).
/// </summary>
internal static class NodeBoot
{
    public static string KernelBootId => Kernel.BootId;

    public static BootRecord Load(AgentState state, NodeInstance node)
    {
        string cloudBootId = node.ReadCloudBootId();
        BootRecord? known = JsonFile.TryRead(state.BootFile, AgentJson.Default.BootRecord);
        if (
            known is not null
            && known.KernelBootId == KernelBootId
            && (known.CloudBootId == cloudBootId ? !EverythingWasKilled(state, node) : NothingWasLost(state)))
            return Save(state, known with { CloudBootId = cloudBootId });

        state.Forget(JobPaths.SetAsideOf(node));
        return Save(state, new BootRecord
        {
            BootId = Guid.NewGuid().ToString("N"),
            KernelBootId = KernelBootId,
            CloudBootId = cloudBootId,
            Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        });
    }

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>
    /// The cloud calls it a reboot when it found no process of the instance. But a node may hold its part of a job
    /// without one, or the job may just have ended: then this boot goes on, else the exit code would be lost and the
    /// job run twice.
    /// </summary>
    private static bool NothingWasLost(AgentState state) =>
        Directory.EnumerateFiles(state.JobsDirectory, "*.json").Any()
        && !AnyCutShort(state);

    /// <summary>
    /// Agent, runner and job are gone together, which the cloud, looking while the last of them died, may take for the
    /// loss of the agent alone. It is the end of a boot all the same: the job runs again, and does not fail for want of
    /// an exit code.
    /// </summary>
    private static bool EverythingWasKilled(AgentState state, NodeInstance node) => AnyCutShort(state) && !RunPlaces.AnyAlive(node);

    private static bool AnyCutShort(AgentState state) =>
        Directory.EnumerateDirectories(state.RunsDirectory).Any(directory => new RunFiles(directory).WasCutShort());

    private static BootRecord Save(AgentState state, BootRecord record)
    {
        JsonFile.Write(state.BootFile, record, AgentJson.Default.BootRecord, AgentState.Lasts);
        return record;
    }
}
