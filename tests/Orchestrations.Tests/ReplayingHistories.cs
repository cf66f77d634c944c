using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Orchestrations.Tests;

/// <summary>
/// An instance that runs while the app is deployed goes on with the code of the new version, which must replay what the
/// old one did. Instances live in the hub that host.json names: a change that does not replay needs another hub, in
/// which every cluster begins anew from the facts.
/// </summary>
public sealed class ReplayingHistories(ITestOutputHelper output)
{
    private const string Record = "RECORD_HISTORIES=1 dotnet run --project tests/Orchestrations.Tests -- -class '*ReplayingHistories'";

    private static readonly bool s_records = Environment.GetEnvironmentVariable("RECORD_HISTORIES") == "1";

    public static TheoryData<string> Orchestrations => [.. OrchestrationCatalog.All.Select(orchestration => orchestration.Name)];

    [Theory]
    [MemberData(nameof(Orchestrations))]
    public async Task What_was_recorded_replays(string orchestration)
    {
        string today = History.HubNameOfToday();
        if (History.Exists(orchestration) && History.Read(orchestration) is var recorded && recorded.HubName == today)
        {
            List<string> failures = await FailuresAsync(recorded);
            Assert.True(
                failures.Count == 0,
                $"{orchestration} does not replay {failures.Count} of {recorded.Turns.Count} recorded histories, and instances that "
                + "are running would fail: "
                    + $"raise hubName in host.json (now {today}), then record again with {Record}\n{string.Join("\n", failures)}");
        }
        else
        {
            Assert.True(s_records, $"{orchestration} was not recorded for the hub {today}. Record it with {Record}");
        }

        if (s_records)
            new History(today, await RecordAsync(orchestration)).Write(orchestration);
        output.WriteLine($"{orchestration}: {History.Read(orchestration).Turns.Count} histories of {today} replay");
    }

    private static async Task<List<string>> FailuresAsync(History recorded)
    {
        // Activities are not called and no client is used: a replay only reads.
        await using ServiceProvider nothing = new ServiceCollection()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        CatalogWork work = new(OrchestrationCatalog.All, [], nothing, client: null!);
        List<string> failures = [];
        foreach (RecordedTurn turn in recorded.Turns)
        {
            if (await turn.WhyNotAsync(work) is { } why)
                failures.Add($"{string.Join(", ", turn.Shape)}\n  {why}");
        }

        return failures;
    }

    private static async Task<IReadOnlyList<RecordedTurn>> RecordAsync(string orchestration)
    {
        List<RecordedTurn> turns = [];
        foreach (
            Func<Story, Task> tellAsync in (Func<Story, Task>[])
                [ANormalJobAsync, TwoJobsAsync, ATerminatedJobAsync, ALostNodeAsync, ADeletionAsync, ARefusalAsync])
        {
            using Story story = await Story.BeginAsync(OnEveryEngineAttribute.Durable);
            await tellAsync(story);
            turns.AddRange(story.Turns);
        }

        return TurnRecorder.Distinct([.. turns.Where(turn => turn.Orchestration == orchestration)]);
    }

    private static async Task ANormalJobAsync(Story story)
    {
        await story.MakeClusterAsync(maximum: 3);
        await story.UntilEndedAsync(await story.SubmitAsync(nodes: 3));
        await story.UntilAsync(
            "the cluster rests",
            async () => !(await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Awake);
    }

    /// <summary>One job finds its node, for the other the cluster must grow: both in one turn.</summary>
    private static async Task TwoJobsAsync(Story story)
    {
        await story.MakeClusterAsync(maximum: 3, minimum: 1);
        await story.UntilAsync(
            "the node is idle",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 1);
        JobRow one = await story.SubmitAsync(nodes: 1);
        JobRow two = await story.SubmitAsync(nodes: 2);
        await story.UntilEndedAsync(one);
        await story.UntilEndedAsync(two);
    }

    private static async Task ATerminatedJobAsync(Story story)
    {
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await RunsAsync(story, job);
        await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default);
        await story.UntilEndedAsync(job);
    }

    private static async Task ALostNodeAsync(Story story)
    {
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await RunsAsync(story, job);
        int last = story.Fleet.Made;
        story.Fleet.Lose(story.Fleet.Instances[0]);
        await story.UntilAsync("another node takes its place", () => Task.FromResult(story.Fleet.Made > last), TimeSpan.FromHours(1));
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);
    }

    private static async Task ADeletionAsync(Story story)
    {
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await RunsAsync(story, job);
        await story.Get<Removals>().BeginAsync(story.Cluster, default);
        await story.UntilAsync(
            "nothing is left to delete",
            async () =>
                (await story.Store.ListAsync(Tables.Intents, DeletionIntent.Partition, null, null, 10, default)).Count == 0
                && story.Fleet.ScaleSets.Count == 0);
    }

    private static async Task ARefusalAsync(Story story)
    {
        story.Fleet.NextRefusal = new FleetOutcome.Refused(FleetRefusal.Capacity, "AllocationFailed", "no machines");
        await story.MakeClusterAsync(maximum: 1, minimum: 1);
        await story.UntilAsync("the node is there", () => Task.FromResult(story.Agents.Count == 1));
    }

    private static Task RunsAsync(Story story, JobRow job) =>
        story.UntilAsync("the job runs", async () => (await story.ExecutionAsync(job))?.State == ExecutionState.Running);
}
