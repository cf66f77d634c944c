using System.Security.Cryptography;
using System.Text;

namespace BatchAi.NodeAgent;

/// <summary>
/// Decides whether this start is a restart of the agent alone (its jobs went on: same boot id) or of the machine (nothing of it runs: new boot id).
/// </summary>
internal static class NodeBoot
{
    public static string KernelBootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public static BootRecord Load(AgentState state)
    {
        if (AtomicFile.ReadJson(state.BootFile, AgentJson.Default.BootRecord) is { } known && known.KernelBootId == KernelBootId)
            return known;

        state.Forget();
        BootRecord fresh = new()
        {
            BootId = Guid.NewGuid().ToString("N"),
            KernelBootId = KernelBootId,
            Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        };
        AtomicFile.WriteJson(state.BootFile, fresh, AgentJson.Default.BootRecord);
        return fresh;
    }

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
