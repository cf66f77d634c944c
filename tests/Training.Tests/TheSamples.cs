using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Training.Tests;

/// <summary>What every sample with a directory has, without running it.</summary>
public sealed class TheSamples
{
    public static TheoryData<string> All =>
        [.. Directory.GetDirectories(Checkout.Samples).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Say_how_to_run_them(string sample)
    {
        string readme = File.ReadAllText(Path.Combine(Sample.Directory(sample), "README.md"));

        Assert.Contains($"batchai run samples/{sample}/job.json", readme, StringComparison.Ordinal);
        Assert.Contains(
            $"({sample}/README.md)", File.ReadAllText(Path.Combine(Checkout.Samples, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Have_the_scripts_that_their_jobs_name(string sample)
    {
        const string Scripts = "$AZ_BATCHAI_INPUT_SCRIPTS/";
        string[] words = File.ReadAllText(Sample.JobFile(sample)).Split(' ', '"', '\\', '\n');
        string[] named =
            [.. words.Where(word => word.StartsWith(Scripts, StringComparison.Ordinal)).Select(word => word[Scripts.Length..])];

        Assert.NotEmpty(named);
        Assert.All(named, script => Assert.True(File.Exists(Path.Combine(Sample.Directory(sample), script)), script));
        JsonNode properties = JsonNode.Parse(File.ReadAllText(Sample.JobFile(sample)))!["properties"]!;
        Assert.Equal(".", (string?)properties["inputDirectories"]![0]!["path"]);
    }
}
