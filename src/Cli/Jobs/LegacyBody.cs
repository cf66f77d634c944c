using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Turns job and cluster files of api-versions 2017-09-01-preview and 2018-03-01 (runtime contract, section 19) into today's,
/// and files saved from <c>show --output json</c> into what can be sent again. Says what it changed.
/// </summary>
public static class LegacyBody
{
    private static readonly string[] s_readOnly =
    [
        "creationTime",
        "provisioningState",
        "provisioningStateTransitionTime",
        "executionState",
        "executionStateTransitionTime",
        "executionInfo",
        "jobOutputDirectoryPathSegment",
        "allocationState",
        "allocationStateTransitionTime",
        "currentNodeCount",
        "nodeStateCounts",
        "errors",
        "stdOutErrPathSuffix",
    ];

    private static readonly string[] s_enums = ["schedulingPriority", "vmPriority", "nodeDeallocationOption", "cachingType"];

    private static readonly Dictionary<string, string> s_renamed = new(StringComparer.Ordinal)
    {
        ["credentialsInfo"] = "credentials",
        ["adminUserSSHPublicKey"] = "adminUserSshPublicKey",
    };

    /// <summary>Accepts <c>{"properties":{…}}</c> and bare properties; the input is not changed.</summary>
    public static ConvertedBody Convert(JsonObject body)
    {
        var notes = new Notes();
        JsonObject properties = Unwrap(body, notes);
        string? experiment = TakeText(properties, "experimentName") is { } text ? JobName.Clean(text, ResourceName.MaxLength) : null;
        if (experiment is not null)
            notes.Add($"experimentName became the experiment '{experiment}'");
        if (properties.Remove("toolType"))
            notes.Add("dropped toolType (it follows from the settings)");

        ConvertPriority(properties, notes);
        ConvertOutputDirectories(properties, notes);
        ConvertToolkits(properties, notes);
        if (properties["constraints"] is JsonObject constraints && constraints.Remove("maxRetryCount"))
            notes.Add("dropped constraints.maxRetryCount");
        Walk(properties, notes);
        return new ConvertedBody(properties, notes.All, experiment);
    }

    private static JsonObject Unwrap(JsonObject body, Notes notes)
    {
        bool wrapped = body["properties"] is JsonObject;
        var properties = (JsonObject)(wrapped ? body["properties"]! : body).DeepClone();
        if (!wrapped)
            notes.Add("wrapped the bare properties");
        if (body.ContainsKey("$schema"))
            notes.Add("dropped $schema");
        if (body.ContainsKey("location"))
            notes.Add("dropped location (the workspace has it)");
        foreach (string outside in (string[])["$schema", "location", "id", "name", "type"])
            properties.Remove(outside);
        return properties;
    }

    private static void ConvertPriority(JsonObject properties, Notes notes)
    {
        if (
            properties["priority"] is not JsonValue value
            || !int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int priority))
            return;

        properties.Remove("priority");
        string scheduling = priority switch { < 0 => "low", 0 => "normal", > 0 => "high" };
        if (properties.TryAdd("schedulingPriority", scheduling))
            notes.Add($"priority {priority} became schedulingPriority {scheduling}");
    }

    private static void ConvertOutputDirectories(JsonObject properties, Notes notes)
    {
        foreach (JsonObject directory in Objects(properties["outputDirectories"]))
        {
            foreach (string old in (string[])["type", "createNew"])
            {
                if (directory.Remove(old))
                    notes.Add($"dropped outputDirectories[].{old}");
            }
        }
    }

    /// <summary>Only TensorFlow has a master with arguments of its own; others had the same arguments for all.</summary>
    private static void ConvertToolkits(JsonObject properties, Notes notes)
    {
        foreach ((string name, JsonNode? node) in properties)
        {
            if (!name.EndsWith("Settings", StringComparison.Ordinal) || name == "tensorFlowSettings" || node is not JsonObject settings)
                continue;

            if (TakeText(settings, "masterCommandLineArgs") is { } arguments && settings.TryAdd("commandLineArgs", arguments))
                notes.Add($"{name}.masterCommandLineArgs became commandLineArgs");
        }
    }

    /// <summary>What may stand at any depth: renamed and dropped properties, upper-case enum values, variables without a value.</summary>
    private static void Walk(JsonNode? node, Notes notes)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
                Walk(item, notes);
        }

        if (node is not JsonObject body)
            return;

        foreach (string name in body.Select(property => property.Key).ToArray())
        {
            if (name == "environmentVariables")
                FillValues(body[name], notes);

            if (s_renamed.TryGetValue(name, out string? today))
            {
                JsonNode? value = body[name];
                body.Remove(name);
                body.TryAdd(today, value);
                notes.Add($"{name} became {today}");
            }
            else if (name == "runElevated" || s_readOnly.Contains(name))
            {
                body.Remove(name);
                notes.Add(
                    name == "runElevated" ? "dropped runElevated (the setup task always runs as root)" : $"dropped {name} (read-only)");
            }
            else if (
                s_enums.Contains(name)
                && body[name] is JsonValue text
                && text.ToString() is { } spelling
                && spelling.Any(char.IsUpper))
            {
                body[name] = spelling.ToLowerInvariant();
                notes.Add($"{name} {spelling} became {spelling.ToLowerInvariant()}");
            }
        }

        foreach (JsonNode? child in body.Select(property => property.Value).ToArray())
            Walk(child, notes);
    }

    private static void FillValues(JsonNode? variables, Notes notes)
    {
        foreach (JsonObject variable in Objects(variables))
        {
            if (variable["value"] is null && variable["name"] is { } name)
            {
                variable["value"] = "";
                notes.Add($"environment variable {name} has no value: made it empty");
            }
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    private static string? TakeText(JsonObject body, string name)
    {
        if (body[name] is not JsonValue value)
            return null;

        body.Remove(name);
        return value.ToString();
    }

    private sealed class Notes
    {
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All => _all;

        public void Add(string note)
        {
            if (!_all.Contains(note))
                _all.Add(note);
        }
    }
}
