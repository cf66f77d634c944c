using System.Globalization;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Names nodes as the old service did: <c>tvm-3601533753_1-20170719t162906z-d</c> (runtime contract, section 4).</summary>
public static class NodeIds
{
    /// <summary>The number stands for the cluster, the last letter for dedicated or low priority (p).</summary>
    public static string Make(ClusterSettings cluster, int ordinal, DateTimeOffset knownSince)
    {
        uint number = uint.Parse(cluster.Uid.AsSpan(cluster.Uid.Length - 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"tvm-{number}_{ordinal}-{knownSince.UtcDateTime:yyyyMMdd't'HHmmss'z'}-{(cluster.LowPriority ? 'p' : 'd')}");
    }
}
