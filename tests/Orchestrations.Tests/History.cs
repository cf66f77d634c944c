using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Testing;

namespace BatchAi.Orchestrations.Tests;

/// <summary>
/// Turns of one orchestration that instances in production may be in the midst of. They lie as JSON in Histories/, with
/// the hub they were recorded for.
/// </summary>
/// <param name="HubName">As host.json had it.</param>
internal sealed record History(string HubName, IReadOnlyList<RecordedTurn> Turns)
{
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of the hub that the app in this tree uses.</summary>
    public static string HubNameOfToday() =>
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(Here(), "..", "..", "host.json")))!["extensions"]!["durableTask"]!["hubName"]!;

    public static History Read(string orchestration) =>
        JsonSerializer.Deserialize<History>(File.ReadAllText(FileOf(orchestration)), s_readable)!;

    public static bool Exists(string orchestration) => File.Exists(FileOf(orchestration));

    public void Write(string orchestration)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(orchestration))!);
        File.WriteAllText(FileOf(orchestration), JsonSerializer.Serialize(this, s_readable) + "\n");
    }

    private static string FileOf(string orchestration) => Path.Combine(Here(), "Histories", $"{orchestration}.json");

    private static string Here([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
