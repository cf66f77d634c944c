using System.Net;
using System.Text.Json.Nodes;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Api.Tests;

public sealed class LedgerStories
{
    private const string Ledger = ApiWorld.Cluster + "/ledger";
    private const string Journal = ApiWorld.Cluster + "/journal";

    [Fact]
    public async Task Hours_are_shown_by_state_and_by_job_of_this_month_up_to_now()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await DidAsync(world, node: 1, NodeUse.Idle, At(31, hour: 22, month: 10), At(1, hour: 3));
        await DidAsync(world, node: 1, NodeUse.Running, At(2), At(2, hour: 1), job: "long");
        await DidAsync(world, node: 2, NodeUse.Running, At(2), At(2, hour: 1), job: "long");
        await DidAsync(world, node: 1, NodeUse.Running, At(3), At(3, minute: 15), job: "short");
        await DidAsync(world, node: 1, NodeUse.Idle, At(23, hour: 11), until: null);

        JsonObject ledger = (await world.OkAsync("GET", Ledger, version: ApiWorld.Extended)).Body!.AsObject();

        Assert.Equal(
            ("2026-11-01", "2026-11-23", 6.25, 2),
            ((string?)ledger["from"], (string?)ledger["to"], (double)ledger["nodeHours"]!, (int)ledger["jobCount"]!));
        Assert.Equal(
            "preparing 0, idle 4, running 2.25, unusable 0, leaving 0",
            string.Join(", ", ledger["states"]!.AsArray().Select(state => $"{state!["state"]} {state["nodeHours"]}")));
        Assert.Equal(
            "long 2, short 0.25",
            string.Join(", ", ledger["jobs"]!.AsArray().Select(job => $"{job!["name"]} {job["nodeHours"]}")));
        Assert.EndsWith("/experiments/e1/jobs/long", (string?)ledger["jobs"]![0]!["id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_days_asked_for_count_and_only_so_many_jobs_are_shown()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await DidAsync(world, node: 1, NodeUse.Running, At(2, hour: 23), At(4, hour: 2), job: "one");
        await DidAsync(world, node: 2, NodeUse.Running, At(3), At(3, hour: 1), job: "two");

        JsonObject ledger = (
            await world.OkAsync("GET", Ledger + "?from=2026-11-03&to=2026-11-03&maxresults=1", version: ApiWorld.Extended)
        ).Body!.AsObject();

        Assert.Equal((25, 2), ((double)ledger["nodeHours"]!, (int)ledger["jobCount"]!));
        Assert.Equal(("one", 24), ((string?)ledger["jobs"]!.AsArray().Single()!["name"], (double)ledger["jobs"]![0]!["nodeHours"]!));
    }

    [Theory]
    [InlineData("?from=yesterday", "from", "a day like 2026-11-23")]
    [InlineData("?to=2026-13-01", "to", "2026-13-01")]
    [InlineData("?from=2026-11-02&to=2026-11-01", "from", "must not be after to")]
    [InlineData("?from=2024-11-02", "from", "400 days")]
    [InlineData("?maxresults=0", "maxresults", "between 1 and 1000")]
    public async Task What_cannot_be_asked_is_refused_by_name(string query, string target, string message)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer refused = await world.SendAsync("GET", Ledger + query, version: ApiWorld.Extended);

        Assert.Equal((HttpStatusCode.BadRequest, target), (refused.Status, refused.Target));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_are_listed_page_by_page_the_latest_first()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string uid = await UidAsync(world);
        Row<ClusterControl> control = (await world.Get<FactStore>().ControlAsync(uid, default))!;
        await world.Store.TryReplaceAsync(Tables.Facts, uid, control with { Value = control.Value with { Fence = 900 } }, default);
        int[] fences = [3, 250, 251, 700, 899, 900];
        foreach (int fence in fences)
            await world.Store.TryInsertAsync(
                Tables.Facts,
                uid,
                FactKeys.Journal(fence),
                new JournalRow(At(1, minute: 1), 2, $"decision {fence}"),
                default);

        List<string> seen = [];
        for (string? next = Journal + "?maxresults=2"; next is not null;)
        {
            JsonObject page = (await world.OkAsync("GET", next, version: ApiWorld.Extended)).Body!.AsObject();
            Assert.True(page["value"]!.AsArray().Count <= 2);
            seen.AddRange(page["value"]!.AsArray().Select(entry => (string)entry!["text"]!));
            next = (string?)page["nextLink"];
        }

        Assert.Equal(fences.Reverse().Select(fence => $"decision {fence}"), seen);
        Assert.Equal(
            """{"at":"2026-11-01T00:01:00Z","generation":2,"text":"decision 900"}""",
            (await world.OkAsync("GET", Journal, version: ApiWorld.Extended)).Body!["value"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_cluster_that_has_decided_nothing_has_empty_books_and_one_that_is_not_there_none()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Assert.Equal("""{"value":[]}""", (await world.OkAsync("GET", Journal, version: ApiWorld.Extended)).Text);
        Assert.Equal(0, (double)(await world.OkAsync("GET", Ledger, version: ApiWorld.Extended)).Body!["nodeHours"]!);
        foreach (string path in (string[])["/ledger", "/journal"])
            Assert.Equal(
                (HttpStatusCode.NotFound, "ClusterNotFound"),
                (await world.SendAsync("GET", ApiWorld.Workspace + "/clusters/nope" + path, version: ApiWorld.Extended)) switch
                {
                    var answer => (answer.Status, answer.Code),
                }
            );
    }

    [Theory]
    [InlineData(Ledger)]
    [InlineData(Journal)]
    public async Task The_old_version_knows_nothing_of_them(string path)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", path)).Status);
    }

    private static DateTimeOffset At(int day, int hour = 0, int minute = 0, int month = 11) =>
        new(2026, month, day, hour, minute, 0, TimeSpan.Zero);

    private static async Task<string> UidAsync(ApiWorld world) =>
        (await world.Get<ResourceStore>().FindAsync(new ClusterId(new WorkspaceId("sub", "grp", "ws"), "c1"), default))!.Value.Uid;

    private static async Task DidAsync(
        ApiWorld world,
        int node,
        NodeUse use,
        DateTimeOffset since,
        DateTimeOffset? until,
        string? job = null)
    {
        NodeTime time = new()
        {
            Ordinal = node,
            NodeId = $"n{node}",
            Use = use,
            JobUid = job,
            Job = job is null ? null : new JobId(new ExperimentId(new WorkspaceId("sub", "grp", "ws"), "e1"), job),
            Since = since,
            Until = until,
        };
        string key = until is { } end ? FactKeys.Time(end, node) : FactKeys.OpenTime(node);
        Assert.True(await world.Store.TryInsertAsync(Tables.Facts, await UidAsync(world), key, time, default));
    }
}
