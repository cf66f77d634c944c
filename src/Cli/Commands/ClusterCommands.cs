using System.CommandLine;
using System.Text.Json.Nodes;
using System.Xml;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai cluster …</c></summary>
internal static class ClusterCommands
{
    private static readonly IReadOnlyList<Column<WireResource<ClusterProperties>>> s_columns =
    [
        new("NAME", item => item.Name ?? "-"),
        new("VM SIZE", item => item.Properties.VmSize ?? "-"),
        new("SCALE", item => Scale(item.Properties.ScaleSettings)),
        new("NODES", item => item.Properties.CurrentNodeCount?.ToString() ?? "-"),
        new("IDLE", item => item.Properties.NodeStateCounts?.IdleNodeCount.ToString() ?? "-"),
        new("RUNNING", item => item.Properties.NodeStateCounts?.RunningNodeCount.ToString() ?? "-"),
        new("PREPARING", item => item.Properties.NodeStateCounts?.PreparingNodeCount.ToString() ?? "-"),
        new("LEAVING", item => item.Properties.NodeStateCounts?.LeavingNodeCount.ToString() ?? "-"),
        new("UNUSABLE", item => item.Properties.NodeStateCounts?.UnusableNodeCount.ToString() ?? "-"),
        new("STATE", item => $"{Wording.Of(item.Properties.ProvisioningState)}, {Wording.Of(item.Properties.AllocationState)}"),
    ];

    private static readonly IReadOnlyList<Column<WireResource<ClusterProperties>>> s_lines =
    [
        .. s_columns,
        new("PRIORITY", item => Wording.Of(item.Properties.VmPriority)),
        new("CREATED", item => Wording.Of(item.Properties.CreationTime)),
        new(
            "ERRORS",
            item =>
                item.Properties.Errors is { Count: > 0 } errors
                    ? string.Join("; ", errors.Select(error => $"{error.Code}: {error.Message}"))
                    : "none"),
    ];

    public static Command Create(CliServices services) => new("cluster", "Clusters of nodes that jobs run on")
    {
        ClusterCreateCommand.Create(services, s_lines),
        SimpleVerbs.List(services, "cluster", session => $"{session.Workspace.ArmId}/clusters", BatchAiClient.Cluster, s_columns),
        SimpleVerbs.Show(services, "cluster", (session, name) => session.ClusterNamed(name).ArmId, BatchAiClient.Cluster, s_lines),
        Resize(services),
        ClusterUsageCommand.Create(services),
        ClusterJournalCommand.Create(services),
        SimpleVerbs.Delete(services, "cluster", (session, name) => session.ClusterNamed(name).ArmId),
    };

    /// <summary>Scale settings between two bounds.</summary>
    public static JsonObject AutoScale(int minimum, int maximum, TimeSpan? idle)
    {
        var bounds = new JsonObject { ["minimumNodeCount"] = minimum, ["maximumNodeCount"] = maximum };
        if (idle is { } wait)
            bounds["idleTimeBeforeScaleDown"] = XmlConvert.ToString(wait);
        return new JsonObject { ["autoScale"] = bounds };
    }

    /// <summary>Scale settings of a fixed size.</summary>
    public static JsonObject Manual(int target) => new() { ["manual"] = new JsonObject { ["targetNodeCount"] = target } };

    private static CommandWithExamples Resize(CliServices services)
    {
        var verb = new CommandWithExamples(
            "resize",
            "Change the number of nodes: to a fixed one, or to bounds between which it follows the jobs",
            """
            batchai cluster resize default --target 2
            batchai cluster resize default --min 0 --max 8
            """);
        Argument<string> name = NameArgument.Of("cluster");
        var scale = new ScaleArguments();
        verb.Add(name);
        scale.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                (JsonObject settings, string apiVersion) =
                    scale.Read(parsed) ?? throw CliException.Usage("say --target N, or --min N --max N.");
                var body = new JsonObject { ["properties"] = new JsonObject { ["scaleSettings"] = settings } };
                session.Printer.Resource(
                    await session.Client.PatchAsync(
                        session.ClusterNamed(parsed.GetRequiredValue(name)).ArmId,
                        body,
                        cancellation,
                        apiVersion),
                    BatchAiClient.Cluster,
                    s_lines);
                return ExitCodes.Ok;
            }
        );
        return verb;
    }

    private static string Scale(ScaleSettings? settings) => settings switch
    {
        { AutoScale: { } auto } => $"auto {auto.MinimumNodeCount}..{auto.MaximumNodeCount}",
        { Manual: { } manual } => $"fixed {manual.TargetNodeCount}",
        _ => "-",
    };
}
