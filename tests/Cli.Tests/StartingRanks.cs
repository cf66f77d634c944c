using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

/// <summary>Commands that run on all their nodes.</summary>
public sealed class StartingRanks : IDisposable
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CliRun _cli = new();

    private string Python => $"cd {_cli.Directory.FullName} && $(type -P python || type -P python3 || echo python)";

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("--per-node", """{"commandLine":"cd DIR && ./work 'a b'","processCount":3,"launcher":"agent"}""", "2026-11-01")]
    [InlineData("--mpi", """{"commandLine":"cd DIR && ./work 'a b'","processCount":3}""", "2018-05-01")]
    [InlineData("--mpi --nproc-per-node 2", """{"commandLine":"cd DIR && ./work 'a b'","processCount":6}""", "2018-05-01")]
    public async Task A_command_becomes_ranks_of_a_custom_MPI_job(string options, string settings, string version)
    {
        Assert.Equal(0, await _cli.RunAsync(["run", "--name", "j", "-n", "3", .. options.Split(' '), "--", "./work", "a b"]));

        Assert.Equal(
            settings.Replace("DIR", _cli.Directory.FullName, StringComparison.Ordinal),
            Properties()["customMpiSettings"]!.ToJsonString(s_readable));
        Assert.Contains($"PUT {CliRun.Workspace}/experiments/default/jobs/j?api-version={version}", _cli.Api.Requests);
    }

    [Theory]
    [InlineData("train.py --epochs 3", null)]
    [InlineData("python3.11 train.py --epochs 3", "python3.11")]
    public async Task A_script_becomes_ranks_of_a_PyTorch_job(string words, string? interpreter)
    {
        string[] options = ["run", "--name", "j", "-n", "2", "--pytorch", "--nproc-per-node", "2", "--"];
        Assert.Equal(0, await _cli.RunAsync([.. options, .. words.Split(' ')]));

        JsonNode settings = Properties()["pyTorchSettings"]!;
        Assert.Equal(
            ("train.py", "--epochs 3", 4),
            ((string?)settings["pythonScriptFilePath"], (string?)settings["commandLineArgs"], (int)settings["processCount"]!));
        Assert.Equal(
            interpreter is null ? Python : $"cd {_cli.Directory.FullName} && {interpreter}", (string?)settings["pythonInterpreterPath"]);
    }

    [Fact]
    public async Task A_script_becomes_workers_of_a_TensorFlow_job_with_the_same_arguments_in_every_role()
    {
        Assert.Equal(0, await _cli.RunAsync("run", "--name", "j", "-n", "2", "--tensorflow", "--", "mnist.py", "--fast"));

        Assert.EndsWith(
            "\"pythonScriptFilePath\":\"mnist.py\",\"workerCount\":2,\"masterCommandLineArgs\":\"--fast\",\"workerCommandLineArgs\":\"--fast\","
            + "\"parameterServerCommandLineArgs\":\"--fast\"}",
            Properties()["tensorFlowSettings"]!.ToJsonString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run --mpi --pytorch -- a", "--mpi and --pytorch exclude each other")]
    [InlineData("run --nproc-per-node 2 -- a", "--nproc-per-node needs --per-node, --mpi, --pytorch or --tensorflow")]
    [InlineData("run --mpi job.json", "a job file names its toolkit")]
    public async Task What_makes_no_sense_is_refused(string arguments, string message)
    {
        _cli.File("job.json", "{}");

        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments.Split(' ')));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    private JsonNode Properties() => _cli.Api.Put("/jobs/j")["properties"]!;
}
