using System.Globalization;
using System.Text.RegularExpressions;
using BatchAi.Testing;

namespace BatchAi.Training.Tests;

/// <summary>The samples really train, over several nodes.</summary>
[Collection(nameof(OneAfterTheOther))]
[Trait(Lane.Name, Lane.Full)]
public sealed partial class Learning(TrainingServer server)
{
    private const double LowestAccuracy = 95;

    [Fact]
    public async Task PyTorch_learns_digits_in_two_processes_on_each_of_two_nodes()
    {
        Needs.Modules("torch", "sklearn");

        SampleRun run = await Sample.RunAsync(await server.GetAsync(), "pytorch-digits");

        double accuracy = double.Parse(Accuracy().Match(run.Output).Groups["percent"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, LowestAccuracy, 100);
        Assert.True(new FileInfo(run.Find("digits.pt")).Length > 0);
        string[] places = [.. Enumerable.Range(0, 4).Select(rank => Place().Match(run.Read($"stdout-{rank}.txt")).Value)];
        Assert.Equal(["process 0 of node 0", "process 1 of node 0", "process 0 of node 1", "process 1 of node 1"], places);
        TestContext.Current.TestOutputHelper!.WriteLine($"test accuracy {accuracy} %");
    }

    [Fact]
    public async Task Workers_learn_through_a_parameter_server_that_is_stopped_when_they_are_done()
    {
        Needs.Programs(Needs.Python);

        SampleRun run = await Sample.RunAsync(await server.GetAsync(), "parameter-server");

        Assert.Contains("verified: every weight is within", run.Output, StringComparison.Ordinal);
        Assert.Contains("worker 1, step 300", run.Read("stdout-wk-1.txt"), StringComparison.Ordinal);
        Assert.Contains("server 0 keeps 6 of 6 weights", run.Read("stdout-ps-0.txt"), StringComparison.Ordinal);
        Assert.StartsWith("[", run.Read("weights.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MPI_ranks_on_four_nodes_agree_on_a_sum_that_they_check()
    {
        Needs.Modules("mpi4py");
        Needs.Programs("/usr/bin/mpirun");

        SampleRun run = await Sample.RunAsync(await server.GetAsync(), "mpi-reduce");

        Assert.Contains("over 4 nodes", run.Output, StringComparison.Ordinal);
        Assert.Equal(4, run.Output.Split('\n').Count(line => line.StartsWith("rank ", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"test accuracy: (?<percent>[\d.]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"process \d of node \d", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Place();
}
