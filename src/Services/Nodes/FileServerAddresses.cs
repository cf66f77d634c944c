using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Finds where nodes reach the file servers they mount.</summary>
internal static class FileServerAddresses
{
    /// <summary>
    /// Addresses inside the network, by the ids that the volumes give; a server that is not there, or has no address
    /// yet, is left out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        ITableStore store,
        MountVolumes? volumes,
        CancellationToken cancellation)
    {
        Dictionary<string, string> addresses = [];
        foreach (string id in (volumes?.FileServers ?? []).Select(mounted => mounted.FileServer?.Id).OfType<string>().Distinct())
        {
            if (
                FileServerId.TryParse(id, out FileServerId? server)
                && await store.FindAsync<FileServerRow>(
                    Tables.Resources,
                    ResourceKeys.Partition(server.Workspace),
                    ResourceKeys.FileServer(server),
                    cancellation)
                    is { Value: var row }
                && row.Properties.MountSettings?.FileServerInternalIP is { } address)
            {
                addresses[id] = address;
            }
        }

        return addresses;
    }
}
