using System.ComponentModel;
using System.Diagnostics;

namespace BatchAi.LocalCloud;

/// <summary>What the machine has to give to instances.</summary>
/// <param name="Gpus">UUIDs as the driver names them.</param>
public sealed record MachineInventory(int Cores, long MemoryMiB, IReadOnlyList<string> Gpus)
{
    /// <summary>Reads cores and memory, and the GPUs from <c>nvidia-smi</c>; a machine without that program has none.</summary>
    /// <param name="gpus"><c>all</c>, <c>none</c>, or numbers of GPUs (<c>0,1</c>).</param>
    /// <exception cref="NoSuchGpuException">A GPU is asked for that the machine does not have.</exception>
    public static async Task<MachineInventory> ReadAsync(string gpus, CancellationToken cancellation)
    {
        IReadOnlyList<string> present = gpus == "none" ? [] : await ReadGpusAsync(cancellation);
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        return new MachineInventory(Environment.ProcessorCount, memory, Pick(present, gpus));
    }

    private static IReadOnlyList<string> Pick(IReadOnlyList<string> present, string wanted)
    {
        if (wanted is "all" or "none")
            return present;

        List<string> picked = [];
        foreach (string number in wanted.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(number, out int index) || index < 0 || index >= present.Count)
                throw new NoSuchGpuException(
                    $"GPU '{number}' is not one of the {present.Count} this machine has; use all, none, or numbers from 0.");

            picked.Add(present[index]);
        }

        return [.. picked.Distinct()];
    }

    private static async Task<IReadOnlyList<string>> ReadGpusAsync(CancellationToken cancellation)
    {
        ProcessStartInfo start = new("nvidia-smi", ["--query-gpu=uuid", "--format=csv,noheader"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start) ?? throw new InvalidOperationException("nvidia-smi did not start");
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
