namespace BatchAi.Linux;

/// <summary>What the kernel says of itself.</summary>
public static class Kernel
{
    /// <summary>Random, and another one after each start of the machine.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
