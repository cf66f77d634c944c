using System.CommandLine;
using System.Text.Json.Nodes;

namespace BatchAi.Cli;

/// <summary>How many nodes: <c>--target</c>, or <c>--min</c> and <c>--max</c> with an optional idle wait.</summary>
internal sealed class ScaleArguments
{
    private readonly Option<int?> _target = new("--target", "-t")
    {
        Description = "Fixed number of nodes; with --max, how many to begin with",
        HelpName = "N",
    };
    private readonly Option<int?> _minimum = new("--min") { Description = "Fewest nodes, also when idle (0)", HelpName = "N" };
    private readonly Option<int?> _maximum = new("--max") { Description = "Most nodes", HelpName = "N" };
    private readonly Option<string?> _idle = new("--idle")
    {
        Description = "How long a node stays idle before it goes: seconds, 30m, 2h, or ISO 8601 like PT5M (the default)",
        HelpName = "TIME",
    };

    public void AddTo(Command command)
    {
        foreach (Option count in (Option[])[_target, _minimum, _maximum])
            count.AtLeast(0);
        foreach (Option option in (Option[])[_target, _minimum, _maximum, _idle])
            command.Options.Add(option);
    }

    /// <summary>Scale settings and the api-version that knows them; null when nothing was said.</summary>
    public (JsonObject Settings, string ApiVersion)? Read(ParseResult parsed)
    {
        TimeSpan? idle = DurationText.Read(parsed.GetValue(_idle), "--idle");
        int? target = parsed.GetValue(_target);
        if (parsed.GetValue(_maximum) is { } maximum)
        {
            if (parsed.GetValue(_minimum) > maximum)
                throw CliException.Usage("--min must be at most --max.");

            JsonObject settings = ClusterCommands.AutoScale(parsed.GetValue(_minimum) ?? 0, maximum, idle);
            if (target is { } initial)
                settings["autoScale"]!["initialNodeCount"] = initial;
            return (settings, idle is null ? BatchAiClient.ApiVersion : BatchAiClient.NewApiVersion);
        }

        if (parsed.GetValue(_minimum) is not null || idle is not null)
            throw CliException.Usage("--min and --idle need --max.");

        return target is { } count ? (ClusterCommands.Manual(count), BatchAiClient.ApiVersion) : null;
    }
}
