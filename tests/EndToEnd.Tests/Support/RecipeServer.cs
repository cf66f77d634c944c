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

    /// <summary>What the recipes take for granted below <c>$AZ_BATCHAI_MOUNT_ROOT</c>.</summary>
    private static readonly string[] s_shares = ["azfiles", "afs", "external"];

    private const string Container = "bfs";

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
        string[] volumes = [.. s_shares, Container];
        foreach (string volume in volumes)
            Directory.CreateDirectory(Share(volume));
        Write("afs/classification_samples/batch_image_label.py", "");
        Write("bfs/unlabeled_images/cat.jpg", "");
        Write("bfs/pretained_models/inception_v3.ckpt", "");
        Write("external/horovod_samples/tensorflow_mnist.py", "");
        Write("external/horovod_samples/jobprep_benchmark.sh", "mkdir -p $AZ_BATCHAI_JOB_TEMP/benchmarks && echo fetched\n");

        Process = await LocalHostProcess.StartAsync(
            ["--containers", "host", .. volumes.SelectMany(volume => new[] { "--volume", $"{Account}/{volume}={Share(volume)}" })],
            firstOnPath: Path.Combine(_directory, "bin"));
        Workspace = await Workspace.MakeAsync(Process, "recipes");
        await Workspace.MakeClusterAsync("c", minimum: 0, maximum: 2, new JsonObject
        {
            ["azureFileShares"] = new JsonArray([.. s_shares.Select(share => ACluster.Share(Account, share))]),
            ["azureBlobFileSystems"] = new JsonArray(ACluster.Container(Account, Container)),
        });
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
