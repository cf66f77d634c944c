using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.Model.Tests;

/// <summary>Reads bodies as the API does.</summary>
internal static class Bodies
{
    public static JobProperties Job(string json) => Job(json, ApiVersion.Classic);

    public static JobProperties Job(string json, ApiVersion version) =>
        JobBody.Accept(BodyReader.Read(Encoding.UTF8.GetBytes(json), ModelJson.Default.WireRequestJobProperties), version);

    public static ClusterProperties Cluster(string json, ApiVersion version) =>
        ClusterBody.Accept(BodyReader.Read(Encoding.UTF8.GetBytes(json), ModelJson.Default.WireRequestClusterProperties), version);

    public static FileServerProperties FileServer(string json) =>
        FileServerBody.Accept(BodyReader.Read(Encoding.UTF8.GetBytes(json), ModelJson.Default.WireRequestFileServerProperties));

    /// <summary>
    /// A document with one value replaced, or removed when <paramref name="value"/> is null. Steps of the path are
    /// names and indexes.
    /// </summary>
    public static string With(string document, string path, string? value)
    {
        JsonNode root = JsonNode.Parse(document)!;
        string[] steps = path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        JsonNode at = root;
        foreach (string step in steps[..^1])
            at = (int.TryParse(step, out int index) ? at[index] : at[step] ??= new JsonObject())!;

        if (value is null)
            at.AsObject().Remove(steps[^1]);
        else if (int.TryParse(steps[^1], out int last))
            at[last] = JsonNode.Parse(value);
        else
            at[steps[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
