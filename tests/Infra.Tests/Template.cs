using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

/// <summary>infra/bicep/main.bicep as the Bicep CLI compiles it: a template with one nested in it for each module.</summary>
internal static class Template
{
    private static readonly Lazy<JsonObject> s_main = new(Compile);

    /// <summary>What a template and those nested in it take and give without saying what it is.</summary>
    public static IEnumerable<string> Undescribed(JsonObject template) =>
        from part in Parts(template)
        from kind in (string[])["parameters", "outputs"]
        from member in part[kind]?.AsObject() ?? []
        where string.IsNullOrWhiteSpace((string?)member.Value?["metadata"]?["description"])
        select $"{part["metadata"]!["name"]}: {kind} {member.Key}";

    public static JsonObject Compiled()
    {
        Assert.SkipUnless(RuntimeInformation.OSArchitecture == Architecture.X64, "The Bicep CLI of this package runs on x64 only.");
        return s_main.Value.DeepClone().AsObject();
    }

    /// <summary>The template and, one after the other, those of its modules.</summary>
    public static IEnumerable<JsonObject> Parts(JsonObject template) =>
        Resources(template["resources"]!)
            .Select(resource => (resource?["properties"] as JsonObject)?["template"])
            .OfType<JsonObject>()
            .SelectMany(Parts)
            .Prepend(template);

    /// <summary>A list, or, where Bicep needs their symbols, an object.</summary>
    private static IEnumerable<JsonNode?> Resources(JsonNode resources) =>
        resources is JsonArray list ? list : resources.AsObject().Select(resource => resource.Value);

    private static JsonObject Compile()
    {
        string cli = typeof(Template)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "BicepCli")
            .Value!;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cli, File.GetUnixFileMode(cli) | UnixFileMode.UserExecute);

        using Process bicep = Process.Start(
            new ProcessStartInfo(cli, ["build", Repository.Path("infra/bicep/main.bicep"), "--stdout"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        string json = bicep.StandardOutput.ReadToEnd();
        bicep.WaitForExit();
        Assert.Equal(0, bicep.ExitCode);
        return JsonNode.Parse(json)!.AsObject();
    }
}
