using System.Reflection;
using System.Text.Json.Nodes;
using BatchAi.Cli;
using BatchAi.Model;

namespace BatchAi.LocalHost;

/// <summary>
/// What the demo sends: a workspace, a cluster that goes back to nothing quickly, and the job of
/// samples/primes.job.json.
/// </summary>
internal static class DemoBodies
{
    public const int Nodes = 4;

    /// <summary>The number of primes below 200,000; the job verifies it, and so does the demo.</summary>
    public const string Expected = "17984";

    private const string JobFile = "primes.job.json";

    /// <summary>At <see cref="BatchAiClient.NewApiVersion"/>: the idle wait is new.</summary>
    public static JsonObject Cluster() =>
        new()
        {
            ["properties"] = new JsonObject
            {
                ["vmSize"] = "Standard_D2_v2",
                ["scaleSettings"] = new JsonObject
                {
                    ["autoScale"] = new JsonObject
                    {
                        ["minimumNodeCount"] = 0,
                        ["maximumNodeCount"] = Nodes,
                        ["idleTimeBeforeScaleDown"] = "PT2S",
                    },
                },
                ["userAccountSettings"] = new JsonObject { ["adminUserName"] = "demo" },
            },
        };

    /// <summary>The sample as <c>batchai run</c> would send it.</summary>
    public static JsonObject Job(ClusterId cluster)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(JobFile)!;
        using var reader = new StreamReader(resource);
        JsonObject properties = LegacyBody.Convert(UserFile.Parse(reader.ReadToEnd(), JobFile)).Properties;
        new StorageFiller(new MountOptions(), local: true, cluster.Workspace).Fill(properties, StorageFiller.JobVolumes);
        properties["cluster"] = new JsonObject { ["id"] = cluster.ArmId };
        return new JsonObject { ["properties"] = properties };
    }
}
