using System.Text.Json.Nodes;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// Job files of users of the old service, unmodified but for the cluster they run on; through plain HTTP and through
/// the command line.
/// </summary>
public sealed class RunningRecipes(RecipeServer server) : IClassFixture<RecipeServer>
{
    /// <summary>What mpirun is told on one machine, in the place of the exclusion in the recipes.</summary>
    private const string Loopback = "--mca btl_tcp_if_include 127.0.0.0/8 --mca oob_tcp_if_include 127.0.0.0/8";

    private readonly List<string> _lines = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_command_lines_custom_toolkit_job(bool byCommandLine)
    {
        Outcome outcome = await RunAsync("azcli-custom-toolkit", "azfiles", byCommandLine);

        Assert.Equal(["hi"], _lines);
        Assert.Equal("hi\n", File.ReadAllText(Path.Combine(server.Share("azfiles"), outcome.Segment, "outputs", "output", "result.txt")));
        Assert.Contains("instead of in a container of ubuntu", outcome.Log("execution"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batch_scoring_over_two_nodes(bool byCommandLine)
    {
        Outcome outcome = await RunAsync("legacy-batch-scoring-customtoolkit", "afs", byCommandLine);

        SeesTheNodesThroughMpirun(outcome);
        string label = Path.Combine(outcome.MountRoot, "afs", outcome.Segment, "outputs");
        Assert.Contains($"AZ_BATCHAI_OUTPUT_LABEL={label}", _lines);
        Assert.Contains(
            $"[python -u {outcome.MountRoot}/afs/classification_samples/batch_image_label.py --dataset_path "
            + $"{outcome.MountRoot}/bfs/unlabeled_images --model_path "
            + $"{outcome.MountRoot}/bfs/pretained_models/inception_v3.ckpt "
                + $"--label_path {outcome.MountRoot}/bfs/pretained_models/imagenet_slim_labels.txt --output_dir {label} --batch_size 64]",
            _lines);
        Assert.Contains("AZ_BATCHAI_INPUT_SCRIPT: batch_image_label.py", _lines);
        Assert.Contains("AZ_BATCHAI_INPUT_IMAGES: cat.jpg", _lines);
        Assert.Contains("AZ_BATCHAI_INPUT_MODEL: inception_v3.ckpt", _lines);
        Assert.True(Directory.Exists(Path.Combine(server.Share("afs"), outcome.Segment, "outputs")));
        Assert.All(outcome.Logs("stdout-job_prep-"), text => Assert.StartsWith("[apt update]", text, StringComparison.Ordinal));
        Assert.Equal(
            2,
            outcome
                .Logs("stdout-job_prep-")
                .Count(text => text.Contains("[apt install mpi-default-dev mpi-default-bin -y]", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Horovod_by_hand_over_two_nodes(bool byCommandLine)
    {
        Outcome outcome = await RunAsync("legacy-horovod-customtoolkit", "external", byCommandLine);

        SeesTheNodesThroughMpirun(outcome);
        Assert.Contains($"[python {outcome.MountRoot}/external/horovod_samples/tensorflow_mnist.py]", _lines);
        Assert.Contains($"AZ_BATCHAI_OUTPUT_MODEL={outcome.MountRoot}/external/{outcome.Segment}/outputs/Models", _lines);
        Assert.True(Directory.Exists(Path.Combine(server.Share("external"), outcome.Segment, "outputs", "Models")));
        Assert.Equal(2, outcome.Logs("stdout-job_prep-").Count(text => text.Contains("[pip install horovod]", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_infiniband_benchmark_goes_on_where_there_is_no_Intel_MPI(bool byCommandLine)
    {
        Outcome outcome = await RunAsync("legacy-horovod-infiniband-customtoolkit", "external", byCommandLine);

        Assert.Contains(
            $"[mpirun {Loopback} -n 8 -ppn 4 -env I_MPI_FABRICS=tcp python scripts/tf_cnn_benchmarks/tf_cnn_benchmarks.py --model resnet101 "
            + "--batch_size 64 --variable_update horovod]",
            _lines);
        Assert.Contains(
            "[python scripts/tf_cnn_benchmarks/tf_cnn_benchmarks.py --model resnet101 --batch_size 64 --variable_update horovod]",
            _lines);
        Assert.Contains(
            _lines,
            line =>
                line.StartsWith("directory: ", StringComparison.Ordinal)
                && line.EndsWith($"/jobs/recipes/e/{outcome.Job}/benchmarks", StringComparison.Ordinal));
        Assert.Contains("mpivars.sh", outcome.Log("stderr.txt"), StringComparison.Ordinal);
        Assert.Equal(["fetched\n", "fetched\n"], outcome.Logs("stdout-job_prep-"));
    }

    private void SeesTheNodesThroughMpirun(Outcome outcome)
    {
        Assert.Contains(
            _lines,
            line =>
                line.StartsWith(
                    $"[mpirun {Loopback} --allow-run-as-root --hostfile {outcome.Variable("MPI_HOST_FILE")} "
                    + "python ",
                    StringComparison.Ordinal));
        string[] hosts = [.. _lines.Where(line => line.StartsWith("hostfile: ", StringComparison.Ordinal))];
        Assert.Equal(2, hosts.Length);
        Assert.Equal($"hostfile: {outcome.Variable("NODE_IP")} slots=1 max_slots=1", hosts[0]);
        Assert.Equal(
            ["mount: afs", "mount: azfiles", "mount: bfs", "mount: external"],
            _lines.Where(line => line.StartsWith("mount: ", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Runs a recipe to its end and reads its output where the runtime contract says it lies, on the directory behind
    /// the share.
    /// </summary>
    private async Task<Outcome> RunAsync(string recipe, string share, bool byCommandLine)
    {
        Assert.SkipWhen(
            Recipes.Directory is null, Recipes.Absent);
        string file = Path.Combine(Recipes.Directory!, $"{recipe}.job.json");
        string name = $"{recipe[..20]}-{(byCommandLine ? "cli" : "http")}";
        if (byCommandLine)
        {
            await server.RunByCommandLineAsync(file, name);
        }
        else
        {
            JsonObject body = await RecipeServer.BodyOfAsync(file);
            body["properties"]!["cluster"] = new JsonObject { ["id"] = server.Workspace.Cluster("c") };
            (await server.Process.Api.PutAsync(server.Workspace.Job(name), body)).Expect(202);
        }

        JsonNode job = await server.Workspace.EndOfAsync(name);
        Assert.True((string?)job["executionState"] == "succeeded", job.ToJsonString());
        Outcome outcome = new(
            name,
            (string)job["jobOutputDirectoryPathSegment"]!,
            Path.Combine(server.Share(share), (string)job["jobOutputDirectoryPathSegment"]!, "stdouterr"));
        _lines.AddRange(outcome.Log("stdout.txt").TrimEnd().Split('\n'));
        return outcome;
    }

    /// <param name="Directory">Of the job's logs.</param>
    private sealed record Outcome(string Job, string Segment, string Directory)
    {
        public string MountRoot => Variable("MOUNT_ROOT");

        public string Log(string prefix) => Assert.Single(Logs(prefix));

        public IReadOnlyList<string> Logs(string prefix) =>
            [.. System.IO.Directory.EnumerateFiles(Directory, $"{prefix}*").Select(File.ReadAllText)];

        /// <summary>As the master's processes saw it.</summary>
        public string Variable(string name)
        {
            string start = $"AZ_BATCHAI_{name}=";
            return Log("stdout.txt").Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
        }
    }
}
