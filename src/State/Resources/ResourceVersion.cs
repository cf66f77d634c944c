using System.Security.Cryptography;
using System.Text.Json;

namespace BatchAi.State;

/// <summary>
/// Tells two states of a resource apart by what clients wrote, and by nothing that happens by itself: how far it is
/// made, nodes and execution leave its version as it is. Two clients that read the same version decided on the same
/// settings.
/// </summary>
public static class ResourceVersion
{
    /// <summary>64 bits: enough to tell the versions of one resource apart, which are never more than some thousands.</summary>
    private const int Bytes = 8;

    /// <param name="row">With the settings in force, wherever they are kept: <see cref="ClusterRow.ScaledBy"/>.</param>
    /// <returns>Upper-case hex. A resource that is made again under the same name has another uid, and so another version.</returns>
    public static string Of(ResourceRow row)
    {
        ResourceRow written = row.AsWritten();
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(written, written.GetType(), RowJson.Options);
        return Convert.ToHexString(SHA256.HashData(document).AsSpan(0, Bytes));
    }
}
