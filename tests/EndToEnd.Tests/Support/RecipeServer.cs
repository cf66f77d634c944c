using System.Text.Json.Nodes;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// A server as the recipes need it: shares mapped to directories with their input files, stubs first on PATH,
/// containers on the host.
/// </summary>
public sealed class RecipeServer : IAsyncLifetime
{
    private const string Account = "recipes";

    private const string Key = "c2VjcmV0LWtleQ==";

    /// <summary>What the recipes take for granted below <c>$AZ_BATCHAI_MOUNT_ROOT</c>.</summary>
    private static readonly string[] s_clusterShares = ["azfiles", "afs", "external"];

    private const string Container = "bfs";

    /// <summary>What jobs mount themselves.</summary>
    private static readonly string[] s_jobVolumes = ["logs", "scripts", "myshare", "data"];

    private string _directory = "";

    internal LocalHostProcess Process { get; private set; } = null!;

    internal Workspace Workspace { get; private set; } = null!;

    /// <summary>The directory that stands in for a share.</summary>
    public string Share(string name) => Path.Combine(_directory, name);

    public async ValueTask InitializeAsync()
    {
        if (Recipes.Directory is null)
            return;

        _directory = ShortDirectory.Make();
        Stubs.WriteTo(Path.Combine(_directory, "bin"));
        string[] volumes = [.. s_clusterShares, Container, .. s_jobVolumes];
        foreach (string volume in volumes)
            Directory.CreateDirectory(Share(volume));
        Write("afs/classification_samples/batch_image_label.py", "");
        Write("bfs/unlabeled_images/cat.jpg", "");
        Write("bfs/pretained_models/inception_v3.ckpt", "");
        Write("external/horovod_samples/tensorflow_mnist.py", "");
        Write("external/mnist_database/train.txt", "");
        Write("external/mnist_dataset/train.txt", "");
        foreach (string samples in (string[])["cntk", "chainer", "tensorflow"])
            Write($"external/{samples}_samples/script", "");
        Write("scripts/cntk/CIFAR-10_data_prepare.sh", "echo fetched\n");
        Write("external/horovod_samples/jobprep_benchmark.sh", "mkdir -p $AZ_BATCHAI_JOB_TEMP/benchmarks && echo fetched\n");

        Process = await LocalHostProcess.StartAsync(
            ["--containers", "host", .. volumes.SelectMany(volume => new[] { "--volume", $"{Account}/{volume}={Share(volume)}" })],
            firstOnPath: Path.Combine(_directory, "bin"));
        Workspace = await Workspace.MakeAsync(Process, "recipes");
        await Workspace.MakeClusterAsync("c", minimum: 0, maximum: 4, new JsonObject
        {
            ["azureFileShares"] = new JsonArray([.. s_clusterShares.Select(share => ACluster.Share(Account, share))]),
            ["azureBlobFileSystems"] = new JsonArray(ACluster.Container(Account, Container)),
        });
    }

    /// <summary>A recipe as the old command line sent it: with the account and its key filled in.</summary>
    public static async Task<JsonObject> BodyOfAsync(string file)
    {
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        JsonObject body = JsonNode.Parse(text.Replace("<AZURE_BATCHAI_STORAGE_ACCOUNT>", Account, StringComparison.Ordinal))!.AsObject();
        if (body["properties"]!["mountVolumes"] is JsonObject volumes)
        {
            foreach (JsonNode? volume in volumes.SelectMany(kind => kind.Value!.AsArray()))
            {
                volume!["accountName"] = Account;
                volume["credentials"] = new JsonObject { ["accountKey"] = Key };
            }
        }
        GiveSecretsByValue(body);
        return body;
    }

    /// <summary>Runs a recipe's own file, with the account and its key as options, and secrets of a key vault by value.</summary>
    internal async Task RunByCommandLineAsync(string file, string name)
    {
        JsonObject body = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!.AsObject();
        if (GiveSecretsByValue(body))
        {
            file = Path.Combine(_directory, $"{name}.job.json");
            await File.WriteAllTextAsync(file, body.ToJsonString(), TestContext.Current.CancellationToken);
        }

        ProcessOutcome run = await BatchAiProcess.RunAsync(
            Process,
            "run", file, "--name", name, "-w", "recipes", "-e", "e", "-g", "e2e", "-c", "c",
            "--storage-account-name", Account, "--storage-account-key", Key);
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    /// <summary>Nothing reads key vaults, and references to them are refused. False when the recipe has none.</summary>
    private static bool GiveSecretsByValue(JsonObject body)
    {
        JsonObject[] referring = [.. (body["properties"]!["secrets"]?.AsArray() ?? []).OfType<JsonObject>()
            .Where(secret => secret.Remove("valueSecretReference"))];
        foreach (JsonObject secret in referring)
            secret["value"] = "from the vault";
        return referring.Length > 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_directory.Length == 0)
            return;

        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
