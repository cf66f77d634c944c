using System.Globalization;

namespace BatchAi.Linux;

/// <summary>What the kernel allows this process (getrlimit(2)).</summary>
public static class ProcessLimits
{
    /// <summary>Bytes that the stack of this process may have; null when there is no limit.</summary>
    public static long? Stack => StackOf(File.ReadLines("/proc/self/limits"));

    /// <param name="limits">Lines of /proc/self/limits.</param>
    public static long? StackOf(IEnumerable<string> limits)
    {
        string[] stack = limits.First(line => line.StartsWith("Max stack size", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.TryParse(stack[3], CultureInfo.InvariantCulture, out long soft) ? soft : null;
    }
}
