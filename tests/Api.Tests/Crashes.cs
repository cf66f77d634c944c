using System.Net;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Api.Tests;

/// <summary>Creating spans partitions; wherever it breaks off, nothing stays half-made.</summary>
public sealed class Crashes
{
    [Fact]
    public async Task A_put_of_a_job_that_breaks_off_at_any_write_is_finished_or_taken_back()
    {
        int writes = await CountAsync();
        Assert.InRange(writes, 4, 12);
        for (int survived = 0; survived < writes; survived++)
        {
            await using ApiWorld world = await ApiWorld.FurnishedAsync();
            world.Store.FailAfter(survived);
            Answer broken = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
            world.Store.Heal();
            Assert.True(broken.Status is HttpStatusCode.ServiceUnavailable, $"After {survived} writes: {broken.Status} {broken.Text}");

            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await world.Get<IntentRunner>().ResumeAllAsync(TestContext.Current.CancellationToken);

            await AssertWholeOrGoneAsync(world, $"After {survived} writes");
            Answer again = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
            Assert.True(again.Raw.IsSuccessStatusCode, $"After {survived} writes, again: {again.Status} {again.Text}");
        }
    }

    [Fact]
    public async Task A_put_of_a_cluster_that_breaks_off_at_any_write_is_finished_or_taken_back()
    {
        for (int survived = 0; survived < 6; survived++)
        {
            await using ApiWorld world = await ApiWorld.FurnishedAsync();
            world.Store.FailAfter(survived);
            await world.SendAsync("PUT", ApiWorld.Workspace + "/clusters/c2", ApiWorld.ClusterBody());
            world.Store.Heal();

            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await world.Get<IntentRunner>().ResumeAllAsync(TestContext.Current.CancellationToken);

            Answer get = await world.SendAsync("GET", ApiWorld.Workspace + "/clusters/c2");
            Assert.True(
                get.Status is HttpStatusCode.NotFound || get.Property("provisioningState")!.GetValue<string>() == "succeeded",
                $"After {survived} writes: {get.Text}");
            Assert.Empty(await IntentsAsync(world));
            Answer again = await world.SendAsync("PUT", ApiWorld.Workspace + "/clusters/c2", ApiWorld.ClusterBody());
            Assert.True(again.Raw.IsSuccessStatusCode, $"After {survived} writes, again: {again.Status} {again.Text}");
        }
    }

    [Fact]
    public async Task A_deletion_under_a_condition_that_breaks_off_at_any_write_is_finished_or_not_begun()
    {
        for (int survived = 0; survived < 6; survived++)
        {
            await using ApiWorld world = await ApiWorld.FurnishedAsync();
            string read = (await world.OkAsync("GET", ApiWorld.Cluster)).Header("ETag")!;
            world.Store.FailAfter(survived);
            await world.SendAsync("DELETE", ApiWorld.Cluster, ("If-Match", read));
            world.Store.Heal();

            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await world.Get<IntentRunner>().ResumeAllAsync(TestContext.Current.CancellationToken);
            await world.Get<IntentRunner>().ResumeAllAsync(TestContext.Current.CancellationToken);

            Answer get = await world.SendAsync("GET", ApiWorld.Cluster);
            Answer resized = await world.SendAsync(
                "PATCH",
                ApiWorld.Cluster,
                """{"properties":{"scaleSettings":{"manual":{"targetNodeCount":1} } } }""");
            bool isKept = get.Property("provisioningState")!.GetValue<string>() == "succeeded";
            Assert.True(isKept == survived < 2, $"After {survived} writes: {get.Text}");
            Assert.Equal(isKept ? HttpStatusCode.OK : HttpStatusCode.Conflict, resized.Status);
            Assert.Empty(await IntentsAsync(world));
        }
    }

    [Fact]
    public async Task A_reader_finishes_what_a_dead_caller_left()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        // Intent, resource row, then nothing: secrets do not pass this store.
        world.Store.FailAfter(2);
        await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        world.Store.Heal();
        Assert.Equal("creating", (await world.OkAsync("GET", ApiWorld.Job)).Property("provisioningState")!.GetValue<string>());

        world.Clock.Advance(IntentRunner.Patience + TimeSpan.FromSeconds(1));
        Assert.Equal("succeeded", (await world.OkAsync("GET", ApiWorld.Job)).Property("provisioningState")!.GetValue<string>());
        Assert.NotNull(await world.Get<FactStore>().FindJobAsync(await world.Get<Jobs>().GetAsync(Id, default), default));
    }

    [Fact]
    public async Task A_change_that_cannot_be_finished_does_not_keep_the_others_from_it()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(2);
        await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        world.Store.Heal();
        foreach (string bucket in IntentStore.Partitions)
            await world.Store.TryInsertAsync(
                Tables.Intents,
                bucket,
                "create|0",
                new IntentRow(IntentKind.Create, ResourceAddress.Of(Id.Experiment), "0", world.Clock.GetUtcNow()),
                default);

        world.Clock.Advance(IntentRunner.Patience);
        Assert.Equal(1, await world.Get<IntentRunner>().ResumeAllAsync(default));

        Assert.Equal("succeeded", (await world.OkAsync("GET", ApiWorld.Job)).Property("provisioningState")!.GetValue<string>());
        Assert.Equal(IntentStore.Partitions.Count, (await IntentsAsync(world)).Count);
    }

    [Fact]
    public async Task A_deletion_that_breaks_off_after_its_mark_is_begun_by_the_watchdog()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        QuietOrchestrations orchestrations = (QuietOrchestrations)world.Get<IOrchestrationClient>();

        world.Store.FailAfter(2);
        await world.SendAsync("DELETE", ApiWorld.Job);
        world.Store.Heal();
        Assert.DoesNotContain(OrchestrationNames.Deletion, orchestrations.Started.Values);

        Assert.Equal(0, await world.Get<IntentRunner>().ResumeAllAsync(default));
        world.Clock.Advance(IntentRunner.Patience);
        Assert.Equal(1, await world.Get<IntentRunner>().ResumeAllAsync(default));
        Assert.Contains(OrchestrationNames.Deletion, orchestrations.Started.Values);
    }

    [Fact]
    public async Task A_part_of_the_watchdogs_round_that_fails_keeps_none_of_the_others_from_its_turn()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        EntityWrite.Insert unreadable = new(FactKeys.Control, 1, "[]"u8.ToArray());
        await world.Store.CommitAsync(Tables.Facts, "broken", [unreadable], cancellation);
        await world.Store.TryInsertAsync(
            Tables.Active,
            ActiveRow.Partition,
            "broken",
            new ActiveRow(world.Clock.GetUtcNow()),
            cancellation);
        OperationRow operation = await world
            .Get<OperationStore>()
            .AddAsync(
                OperationKind.Create,
                "eastus",
                ResourceAddress.Of(new ClusterId(new WorkspaceId("sub", "grp", "ws"), "c1")),
                "uid",
                cancellation);
        world.Clock.Advance(OperationStore.Retention + TimeSpan.FromDays(1));
        Watchdog watchdog = ActivatorUtilities.CreateInstance<Watchdog>(world.Services);
        Housekeeping housekeeping = ActivatorUtilities.CreateInstance<Housekeeping>(world.Services);
        LedgerRollUp rollUp = ActivatorUtilities.CreateInstance<LedgerRollUp>(world.Services);
        WatchdogRound round = new(world.Get<IntentRunner>(), watchdog, housekeeping, rollUp);

        RoundFailedException failed = await Assert.ThrowsAsync<RoundFailedException>(() =>
            round.RunAloneAsync(isFirst: false, cancellation));

        Assert.StartsWith("Cluster broken: ", Assert.Single(failed.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Null(await world.Get<OperationStore>().FindAsync("eastus", Guid.Parse(operation.Id), cancellation));
    }

    [Fact]
    public async Task A_job_that_ends_while_its_deletion_is_being_marked_leaves_nothing()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        world.Store.Meanwhile = () => world.EndAsync("j1");
        Answer deleted = await world.SendAsync("DELETE", ApiWorld.Job);

        Assert.True(deleted.Raw.IsSuccessStatusCode, deleted.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Job)).Status);
        Assert.Empty(await IntentsAsync(world));
    }

    [Fact]
    public async Task A_job_whose_experiment_goes_while_it_is_put_in_is_taken_back()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(2);
        await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        world.Store.Heal();
        await world.VanishAsync("experiment|e1");

        world.Clock.Advance(IntentRunner.Patience);
        await world.Get<IntentRunner>().ResumeAllAsync(default);

        Assert.Null(await world.Get<ResourceStore>().FindAsync(Id, default));
        Assert.DoesNotContain(world.Secrets.Kept.Values, kept => kept.ContainsKey("secrets/TOKEN"));
        Assert.Empty(await IntentsAsync(world));
    }

    [Fact]
    public async Task Of_many_puts_at_once_one_makes_the_job_and_the_same_ones_are_answered()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number => world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(command: number % 2 == 0 ? "true" : "false"))));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.Accepted);
        Assert.All(
            answers,
            answer =>
                Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Conflict]));
        Assert.Equal(10, answers.Count(answer => answer.Status is HttpStatusCode.Conflict));
        Assert.Single(world.Secrets.Kept.Values, kept => kept.ContainsKey("secrets/TOKEN"));
        Assert.Empty(await IntentsAsync(world));
    }

    [Fact]
    public async Task Operations_are_kept_for_a_week()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        Answer put = await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        OperationStore operations = world.Get<OperationStore>();

        world.Clock.Advance(OperationStore.Retention - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await operations.PurgeAsync(100, TestContext.Current.CancellationToken));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, await operations.PurgeAsync(100, TestContext.Current.CancellationToken));
        Assert.Equal("OperationNotFound", (await world.SendAsync("GET", put.Header("Azure-AsyncOperation")!)).Code);
    }

    private static JobId Id => new(new ExperimentId(new WorkspaceId("sub", "grp", "ws"), "e1"), "j1");

    private static async Task<int> CountAsync()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(int.MaxValue - 1);
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        return world.Store.Commits;
    }

    private static async Task AssertWholeOrGoneAsync(ApiWorld world, string when)
    {
        Row<JobRow>? row = await world.Get<ResourceStore>().FindAsync(Id, default);
        bool queued = row is not null && await world.Get<FactStore>().FindJobAsync(row.Value, default) is not null;
        bool secrets = world.Secrets.Kept.Values.Any(kept => kept.ContainsKey("secrets/TOKEN"));
        bool whole = row is { Value.State: ProvisioningState.Succeeded } && queued && secrets;
        bool gone = row is null && !secrets;
        Assert.True(whole || gone, $"{when}: state {row?.Value.State}, queued {queued}, secrets {secrets}");
        Assert.Empty(await IntentsAsync(world));
    }

    private static async Task<IReadOnlyList<string>> IntentsAsync(ApiWorld world)
    {
        List<string> left = [];
        foreach (string partition in IntentStore.Partitions)
            left.AddRange((await world.Store.ListAsync(Tables.Intents, partition, null, null, 100, default)).Select(row => row.Row));
        return left;
    }
}
