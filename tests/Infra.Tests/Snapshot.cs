using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

/// <summary>What a parameter file would deploy, every resource with its values; infra/check.sh keeps it true.</summary>
internal sealed record Snapshot(IReadOnlyList<JsonObject> Resources)
{
    public static Snapshot Dev { get; } = Of("infra/bicep/environments/dev");

    public static Snapshot Prod { get; } = Of("infra/bicep/environments/prod");

    /// <summary>Every switch on, so each conditional resource and setting is there.</summary>
    public static Snapshot Everything { get; } = Of("tests/Infra.Tests/everything");

    public IEnumerable<JsonObject> OfType(string type) => Resources.Where(resource => Type(resource) == type);

    public JsonObject The(string type) => OfType(type).Single();

    public static string Id(JsonObject resource) => (string)resource["id"]!;

    public static string Type(JsonObject resource) => (string)resource["type"]!;

    /// <summary>The same with one resource more or changed.</summary>
    public Snapshot With(params JsonObject[] more) => new([.. Resources, .. more]);

    private static Snapshot Of(string file) =>
        new([.. Repository.Json($"{file}.snapshot.json")["predictedResources"]!.AsArray().Select(resource => resource!.AsObject())]);
}
