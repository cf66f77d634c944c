using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai node …</c></summary>
internal static class NodeCommands
{
    public static Command Create(CliServices services)
    {
        var list = new Command("list", "List the nodes of the cluster given by -c, and where they are reached");
        list.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            List<JsonElement> nodes = await session.Client.PostListAsync($"{session.Cluster.ArmId}/listRemoteLoginInformation", "", cancellation).ToListAsync(cancellation);
            session.Printer.List(
                nodes,
                raw => raw.Deserialize(ModelJson.Default.RemoteLoginInformation)!,
                new("NODE", node => node.NodeId ?? "-"),
                new("ADDRESS", node => node.IpAddress ?? "-"),
                new("PORT", node => node.Port?.ToString() ?? "-"));
            return ExitCodes.Ok;
        });
        return new Command("node", "Nodes of a cluster") { list };
    }
}
