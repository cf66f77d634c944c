using Spectre.Console;
using Spectre.Console.Rendering;

namespace BatchAi.LocalHost;

/// <summary>One picture that is redrawn in place: nodes, job, and the last lines of its output.</summary>
public sealed class DemoLiveDisplay(IAnsiConsole console, TimeProvider clock) : IDemoDisplay
{
    private readonly long _started = clock.GetTimestamp();

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<DemoView>, Task> story) =>
        console.Live(Picture(new DemoView())).StartAsync(context => story(view => context.UpdateTarget(Picture(view))));

    private Rows Picture(DemoView view)
    {
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        facts.AddRow(new Text("now"), new Text($"{view.Phase} ({clock.GetElapsedTime(_started).TotalSeconds:0} s)"));
        facts.AddRow(new Text("cluster"), new Text(view.Cluster));
        facts.AddRow(new Text("job"), new Text(view.Job, JobStyle(view.Job)));

        var nodes = new Table { Border = TableBorder.Rounded }.AddColumns("node", "address", "state");
        foreach (DemoNode node in view.Nodes)
            nodes.AddRow(new Text(node.Name), new Text(node.Address), new Text(node.State, NodeStyle(node.State)));
        if (view.Nodes.Count == 0)
            nodes.AddRow(new Text("none"), Text.Empty, Text.Empty);

        IRenderable output =
            view.Output.Count == 0 ? new Text("(no output yet)", Color.Grey) : new Rows(view.Output.Select(line => new Text(line)));
        return new Rows(facts, nodes, new Panel(output) { Header = new PanelHeader("output"), Expand = true });
    }

    private static Style NodeStyle(string state) => state switch
    {
        "running" => Color.Green,
        "preparing" => Color.Yellow,
        "leaving" => Color.Grey,
        "unusable" => Color.Red,
        _ => Style.Plain,
    };

    private static Style JobStyle(string state) => state switch
    {
        "running" or "succeeded" => Color.Green,
        _ when state.StartsWith("failed", StringComparison.Ordinal) => Color.Red,
        _ => Color.Yellow,
    };
}
