using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using BatchAi.Embedded;
using BatchAi.EndToEnd.Tests;
using BatchAi.LocalHost;
using BatchAi.Testing;

namespace BatchAi.Training.Tests;

/// <summary>A job that keeps checkpoints loses its node, and ends as one that did not.</summary>
[Collection(nameof(OneAfterTheOther))]
[Trait(Lane.Name, Lane.Full)]
public sealed class GoingOn
{
    private const int Epochs = 8;

    /// <summary>How many epochs have to be kept before the node goes.</summary>
    private const int Kept = 2;

    /// <summary>The other epochs then take 15 s: long enough to lose the node in the middle of them, also on a busy machine.</summary>
    private const string Slowly = "SECONDS_PER_EPOCH=2.5";

    /// <summary>
    /// A machine that goes without a notice is missed when the cluster's machines are listed again, after 10 minutes; 30 s with this.
    /// </summary>
    private const string Haste = "20";

    [Theory]
    [InlineData(Loss.Eviction)]
    [InlineData(Loss.Resize)]
    public async Task A_job_ends_with_the_same_model_whether_it_lost_its_node_or_not(Loss loss)
    {
        Needs.Programs(Needs.Python);
        int cloudPort = FreePort();
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(
            ["--cloud-port", $"{cloudPort}"], variables: new Dictionary<string, string> { ["BATCHAI_HASTE"] = Haste });
        string[] epochs = ["--env", $"EPOCHS={Epochs}"];
        SampleRun undisturbed = await Sample.RunAsync(server, "checkpoint", [.. epochs, "--env", "SECONDS_PER_EPOCH=0"]);
        Assert.Contains("begins with epoch 1", undisturbed.Output, StringComparison.Ordinal);

        Task<SampleRun> running = Sample.RunAsync(server, "checkpoint", [.. epochs, "--env", Slowly]);
        await EpochsAreKeptAsync(server, undisturbed.Job, running);
        await (loss == Loss.Eviction ? EvictAsync(server, cloudPort) : ResizeAsync(server));
        SampleRun disturbed = await running;

        string[] lines = disturbed.Read("stdout.txt").Split('\n');
        string again = Assert.Single(lines, line => line.StartsWith("goes on after epoch", StringComparison.Ordinal));
        Assert.InRange(int.Parse(again.Split(' ')[^1]), Kept, Epochs - 1);
        Assert.Equal(HashIn(undisturbed.Output), HashIn(string.Join('\n', lines)));
        Assert.Equal(undisturbed.Read("model.json"), disturbed.Read("model.json"));
        TestContext.Current.TestOutputHelper!.WriteLine($"{loss}: the job {again}");
    }

    /// <summary>How a node goes while its job runs.</summary>
    public enum Loss
    {
        /// <summary>The platform takes the machine away.</summary>
        Eviction,

        /// <summary>The user makes the cluster smaller, whose jobs then wait for nodes again.</summary>
        Resize,
    }

    private static string HashIn(string output) =>
        Assert.Single(output.Split('\n'), line => line.StartsWith("model hash: ", StringComparison.Ordinal));

    private static Task EpochsAreKeptAsync(LocalHostProcess server, string before, Task<SampleRun> running) => Wait.UntilAsync(
        "the job trains",
        $"{Kept} epochs kept",
        () => running.IsCompleted || KeptBy(server, before) >= Kept,
        () => $"{KeptBy(server, before)}");

    private static int KeptBy(LocalHostProcess server, string before)
    {
        string? checkpoint = Directory
            .EnumerateFiles(Path.Combine(server.Data, "volumes"), "checkpoint.json", SearchOption.AllDirectories)
            .FirstOrDefault(file => !file.Contains($"/jobs/{before}/", StringComparison.Ordinal));
        return checkpoint is null ? 0 : (int)JsonNode.Parse(File.ReadAllText(checkpoint))!["epochs"]!;
    }

    /// <summary>Asks the local cloud for what Azure does to spot machines: they are taken away, for good and without asking.</summary>
    private static async Task EvictAsync(LocalHostProcess server, int cloudPort)
    {
        string token = new DerivedKeys(SecretKeyFile.ReadOrMake(Path.Combine(server.Data, "secrets.key"))).CloudBearer;
        using HttpClient cloud = new(new SocketsHttpHandler { UseProxy = false });
        cloud.BaseAddress = new Uri($"http://127.0.0.1:{cloudPort}");
        cloud.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        string sets = $"/subscriptions/{Guid.Empty}/providers/Microsoft.Compute/virtualMachineScaleSets";
        foreach (string set in await IdsAsync(cloud, sets))
        {
            foreach (string machine in await IdsAsync(cloud, $"{set}/virtualMachines"))
                (await cloud.PostAsync(Versioned($"{machine}/simulateEviction"), content: null, Cancellation)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>As the sample's README tells it: no node, then as many as the jobs need.</summary>
    private static async Task ResizeAsync(LocalHostProcess server)
    {
        foreach (string[] size in (string[][])[["--target", "0"], ["--min", "0", "--max", "4"]])
        {
            ProcessOutcome resized = await BatchAiProcess.RunAsync(server, ["cluster", "resize", "default", .. size]);
            Assert.True(resized.ExitCode == 0, resized.ToString());
            if (size is ["--target", _])
                await NoNodeIsLeftAsync(server);
        }
    }

    private static async Task NoNodeIsLeftAsync(LocalHostProcess server) => await Wait.ForAsync(
        "resizing the cluster",
        "no node",
        () => BatchAiProcess.RunAsync(server, "node", "list", "-o", "json"),
        nodes => JsonNode.Parse(nodes.Output) is JsonArray { Count: 0 },
        nodes => nodes.ToString());

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient cloud, string path) =>
    [
        .. JsonNode.Parse(await cloud.GetStringAsync(Versioned(path), Cancellation))!["value"]!.AsArray()
            .Select(one => (string)one!["id"]!),
    ];

    private static string Versioned(string path) => $"{path}?api-version=2024-07-01";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
