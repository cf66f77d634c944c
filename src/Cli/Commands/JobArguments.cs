using System.CommandLine;
using System.Text.Json.Nodes;
using System.Xml;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>The options of <c>run</c> that say something about the job itself; they win over a job file.</summary>
internal sealed class JobArguments
{
    private readonly Option<string[]> _variables = new("--env")
    {
        Description = "Environment variable of the job; may be given again",
        HelpName = "NAME=VALUE",
    };
    private readonly Option<string[]> _files = new("--env-file")
    {
        Description = "File with one NAME=VALUE a line; --env wins over it",
        HelpName = "FILE",
    };
    private readonly Option<string?> _time = new("--time")
    {
        Description = "Longest time the job may run: seconds, 30m, 2h, 1d, or ISO 8601 like PT5M (at most 7d)",
        HelpName = "TIME",
    };
    private readonly Option<string?> _priority = new("--priority") { Description = "low, normal or high", HelpName = "PRIORITY" };

    public void AddTo(Command command)
    {
        _priority.AcceptOnlyFromAmong(
            StringComparer.OrdinalIgnoreCase,
            [.. Enum.GetValues<JobPriority>().Select(value => Wording.Of<JobPriority>(value))]);
        foreach (Option option in (Option[])[_variables, _files, _time, _priority])
            command.Options.Add(option);
    }

    /// <summary>Writes what was given into the job.</summary>
    /// <exception cref="CliException">A value is none, or a file is not there.</exception>
    public void Fill(ParseResult parsed, JsonObject properties)
    {
        foreach ((string name, string value) in Variables(parsed))
            Set(StorageFiller.List(properties, "environmentVariables"), name, value);
        if (DurationText.Read(parsed.GetValue(_time), "--time") is { } time)
        {
            if (properties["constraints"] is not JsonObject constraints)
                properties["constraints"] = constraints = [];
            constraints["maxWallClockTime"] = XmlConvert.ToString(time);
        }

        if (parsed.GetValue(_priority) is { } priority)
            properties["schedulingPriority"] = priority.ToLowerInvariant();
    }

    private IEnumerable<KeyValuePair<string, string>> Variables(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_files) ?? []).SelectMany(EnvironmentFile.Read),
        .. (parsed.GetValue(_variables) ?? []).Select(text => EnvironmentFile.Pair(text, "--env")),
    ];

    private static void Set(JsonArray variables, string name, string value)
    {
        foreach (JsonObject same in variables.OfType<JsonObject>().Where(given => given["name"]?.ToString() == name).ToArray())
            variables.Remove(same);
        variables.Add((JsonNode)new JsonObject { ["name"] = name, ["value"] = value });
    }
}
