using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// Every job file of the old service's users that names a framework's toolkit ends well (<see cref="RunningRecipes"/> has the custom ones),
/// with stand-ins for Python, CNTK and mpirun that print what they were given and end once they have spoken with every process they were
/// told of; through plain HTTP and through the command line.
/// </summary>
public sealed partial class RunningEveryRecipe(RecipeServer server) : IClassFixture<RecipeServer>
{
    public static TheoryData<string, bool> All =>
    [
        .. Recipes.Jobs
            .Where(recipe => Recipes.Directory is null || !File.ReadAllText(FileOf(recipe)).Contains("\"customToolkitSettings\""))
            .SelectMany(recipe => new (string, bool)[] { (recipe, false), (recipe, true) }),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Ends_well(string recipe, bool byCommandLine)
    {
        Assert.SkipWhen(Recipes.Directory is null, Recipes.Absent);
        string file = FileOf(recipe);
        string name = $"{recipe[..Math.Min(recipe.Length, 40)]}-{(byCommandLine ? "cli" : "http")}";
        JsonObject body = await RecipeServer.BodyOfAsync(file);
        body["properties"]!["cluster"] = new JsonObject { ["id"] = server.Workspace.Cluster("c") };
        if (byCommandLine)
            await server.RunByCommandLineAsync(file, name);
        else
            (await server.Process.Api.PutAsync(server.Workspace.Job(name), body)).Expect(202);

        JsonNode job = await server.Workspace.EndOfAsync(name);

        Assert.True((string?)job["executionState"] == "succeeded", job.ToJsonString());
        string output = Path.Combine(
            server.Share(BelowMountRoot((string)body["properties"]!["stdOutErrPathPrefix"]!)),
            (string)job["jobOutputDirectoryPathSegment"]!,
            "stdouterr");
        IEnumerable<string> files = Directory.EnumerateFiles(output, "stdout*.txt").Where(path => !path.Contains("job_prep"));
        string all = string.Concat(files.Select(File.ReadAllText));
        int nodes = (int)body["properties"]!["nodeCount"]!;

        // Each node ran its part, and every process that listens was spoken with.
        Assert.Equal(nodes, NodeAddress().Matches(all).Select(match => match.Value).Distinct().Count());
        string[] listening = [.. Listens().Matches(all).Select(match => match.Groups["end"].Value)];
        Assert.All(listening, end => Assert.True(nodes == 1 || all.Contains($"met {end}"), $"nobody met {end}: {all}"));
        Assert.Equal(nodes > 1 && (string?)job["toolType"] is "tensorflow" or "pytorch", listening.Length > 0);
    }

    private static string FileOf(string recipe) => Path.Combine(Recipes.Directory!, $"{recipe}.job.json");

    /// <summary>Every share is mounted at a path of its own name.</summary>
    private static string BelowMountRoot(string prefix) => prefix[(prefix.IndexOf('/') + 1)..];

    [GeneratedRegex(@"AZ_BATCHAI_NODE_IP=\S+", RegexOptions.None, matchTimeoutMilliseconds: 10000)]
    private static partial Regex NodeAddress();

    [GeneratedRegex(@"listens on (?<end>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10000)]
    private static partial Regex Listens();
}
