using System.CommandLine;
using System.Text.Json;

namespace BatchAi.Cli;

/// <summary><c>batchai node …</c></summary>
internal static class NodeCommands
{
    /// <param name="services">What the verbs work with.</param>
    /// <param name="command">The words after <c>--</c>, or null.</param>
    public static Command Create(CliServices services, IReadOnlyList<string>? command)
    {
        var list = new Command("list", "List the nodes of the cluster given by -c: where they are and what they do");
        list.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            List<JsonElement> nodes = await session.Client.ListRawNodesAsync(session.Cluster, cancellation).ToListAsync(cancellation);
            JobNames jobs = await JobNames.FindAsync(
                session.Client,
                session.Cluster.Workspace,
                session.Printer.Json ? [] : nodes.Select(raw => BatchAiClient.Node(raw).JobUid),
                cancellation);
            session.Printer.List(
                nodes,
                BatchAiClient.Node,
                new("NODE", node => node.NodeId),
                new("ADDRESS", node => node.IpAddress ?? "-"),
                new("STATE", node => node.State),
                new("JOB", node => jobs.In(node.JobUid ?? "-")),
                new("LAST HEARD", node => Wording.Of(node.LastHeard)),
                new("PROBLEM", node => node.Problem is { } problem ? $"{problem.Code}: {jobs.In(problem.Message)}" : "-"));
            return ExitCodes.Ok;
        });
        return new Command("node", "Nodes of a cluster") { list, ExecCommands.OfNode(services, command) };
    }
}
