using System.Globalization;
using BatchAi.Model;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>
/// How soon a node is told, on the app as it is deployed: built worker, hub of DurableTask.AzureStorage with the
/// settings of production, real agent. Figures of docs/measurements.md. A node that is sent away for ten seconds is
/// told after five on average, so the bounds below tell held calls from others, and leave room for a busy machine.
/// </summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class Timing(AppWithACloud app, ITestOutputHelper output) : IClassFixture<AppWithACloud>
{
    private const string Mount = "$AZ_BATCHAI_JOB_MOUNT_ROOT/share";
    private const int Jobs = 4;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_job_begins_soon_after_its_node_is_there_and_is_over_soon_after_its_process()
    {
        List<TimeSpan> begun = [];
        List<TimeSpan> over = [];
        List<TimeSpan> held = [];
        for (int job = 1; job <= Jobs; job++)
        {
            string workspace = $"timing{job}";
            await app.RequireStorage().Api.MakeClusterAsync(workspace);
            int invoked = app.Front.Invocations.Count;

            // Long enough that the hub's polls have become rare again.
            await app.Api.MakeJobAsync(
                workspace,
                "j",
                $"date +%s.%N > {Mount}/{workspace}.begun; sleep 15; date +%s.%N > {Mount}/{workspace}.over");
            Assert.Equal(0, await app.EndOfAsync(workspace, "j"));
            DateTimeOffset seen = DateTimeOffset.UtcNow;

            DateTimeOffset registered = app.Front.Invocations.Skip(invoked).First(call => call.Path == AgentProtocol.RegisterPath).At;
            begun.Add(await WrittenAsync($"{workspace}.begun") - registered);
            over.Add(seen - await WrittenAsync($"{workspace}.over"));
            held.Add(
                TimeSpan.FromTicks(
                    app.Front.Invocations.Skip(invoked).Where(call => call.Path == AgentProtocol.SyncPath).Sum(call => call.Lasted.Ticks)));
        }

        output.WriteLine($"registered → the process begins: {Text(begun)}");
        output.WriteLine($"the process ends → GET says so: {Text(over)}");
        output.WriteLine(
            $"syncs of the job's node, held or not, in all: {Text(held)}; one alone on an instance of 2 GB: "
            + $"{Median(held).TotalSeconds * 2:F0} GB-s"
        );
        Assert.InRange(Median(begun), TimeSpan.Zero, s_soon);
        Assert.InRange(Median(over), TimeSpan.Zero, s_soon);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt((times.Count - 1) / 2);

    private static string Text(List<TimeSpan> times) => string.Join(", ", times.Order().Select(time => $"{time.TotalSeconds:F2} s"));

    private async Task<DateTimeOffset> WrittenAsync(string file)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(app.Share, file), TestContext.Current.CancellationToken);
        return DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(text, CultureInfo.InvariantCulture));
    }
}
