using System.Net;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>Several clients at once: what a request says of the resource it means (RFC 9110, section 13).</summary>
public sealed class ConditionalRequests
{
    private const string Larger = """{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":9} } } }""";
    private const string Largest = """{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":12} } } }""";
    private const string Tags = """{"tags":{"team":"vision"}}""";

    /// <summary>A path, the body that makes it, and the one that changes it, if any can.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { ApiWorld.Workspace, """{"location":"eastus"}""" },
        { ApiWorld.Experiment, "" },
        { ApiWorld.Cluster, ApiWorld.ClusterBody() },
        { ApiWorld.Job, ApiWorld.JobBody() },
    };

    public static TheoryData<string, string, string> Changes => new()
    {
        { ApiWorld.Workspace, Tags, ApiWorld.Classic },
        { ApiWorld.Workspace, Tags, ApiWorld.Extended },
        { ApiWorld.Cluster, Larger, ApiWorld.Classic },
        { ApiWorld.Cluster, Larger, ApiWorld.Extended },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_reads_without_a_change_between_them_give_the_same_strong_tag(string path, string body)
    {
        await using ApiWorld world = await WithJobAsync();
        string tag = await TagAsync(world, path);
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Matches("^\"0x[0-9A-F]+-[0-9A-F]+\"$", tag);
        Assert.Equal(tag, await TagAsync(world, path));
        Assert.Equal(tag, (await world.OkAsync("PUT", path, body.Length == 0 ? null : body)).Header("ETag"));
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_change_gives_another_tag_and_the_old_one_changes_nothing_any_more(string path, string change, string version)
    {
        await using ApiWorld world = await WithJobAsync();
        string read = await TagAsync(world, path, version);

        Answer first = await world.SendAsync("PATCH", path, ("If-Match", read), change, version);
        Answer second = await world.SendAsync("PATCH", path, ("If-Match", read), change, version);
        Answer put = await world.SendAsync("PUT", path, ("If-Match", read), """{"location":"eastus"}""", version);
        Answer again = await world.SendAsync("PATCH", path, ("If-Match", first.Header("ETag")!), change, version);

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.NotEqual(read, first.Header("ETag"));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "PreconditionFailed"), (second.Status, second.Code));
        Assert.Contains(path == ApiWorld.Workspace ? "workspace ws" : "cluster c1", second.Message, StringComparison.Ordinal);
        if (path == ApiWorld.Workspace)
            Assert.Equal(HttpStatusCode.PreconditionFailed, put.Status);
        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    [Fact]
    public async Task Either_api_version_takes_the_tags_of_the_other()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        string read = await TagAsync(world, ApiWorld.Cluster, ApiWorld.Classic);
        Answer patched = await world.SendAsync("PATCH", ApiWorld.Cluster, ("If-Match", read), Larger, ApiWorld.Extended);
        Answer back = await world.SendAsync("PATCH", ApiWorld.Cluster, ("If-Match", patched.Header("ETag")!), Largest);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (patched.Status, back.Status));
    }

    [Theory]
    [InlineData(ApiWorld.Workspace, Tags, """{"tags":{"team":"speech"}}""", Tables.Resources)]
    [InlineData(ApiWorld.Cluster, Larger, Largest, Tables.Facts)]
    public async Task Of_two_changes_at_once_with_the_same_tag_one_is_made(string path, string one, string other, string table)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string read = await TagAsync(world, path);
        Answer? between = null;
        world.Store.BeforeTable = table;
        world.Store.Before = async () => between = await world.SendAsync("PATCH", path, ("If-Match", read), other);

        Answer late = await world.SendAsync("PATCH", path, ("If-Match", read), one);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (between!.Status, late.Status));
        Assert.Equal(between.Header("ETag"), await TagAsync(world, path));
    }

    [Fact]
    public async Task Of_many_changes_at_once_with_the_same_tag_one_is_made()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string read = await TagAsync(world, ApiWorld.Cluster);

        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(5, 20).Select(most =>
                Task.Run(() => world.SendAsync("PATCH", ApiWorld.Cluster, ("If-Match", read), Upto(most)))));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.Status is HttpStatusCode.PreconditionFailed));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_must_not_be_there_is_made_once(string path, string body)
    {
        await using ApiWorld world = await WithJobAsync(path);
        string? sent = body.Length == 0 ? null : body;

        Answer first = await world.SendAsync("PUT", path, ("If-None-Match", "*"), sent);
        Answer second = await world.SendAsync("PUT", path, ("If-None-Match", "*"), sent);

        Assert.True(first.Raw.IsSuccessStatusCode, first.Text);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "PreconditionFailed"), (second.Status, second.Code));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_two_makings_at_once_of_what_must_not_be_there_one_succeeds(string path, string body)
    {
        await using ApiWorld world = await WithJobAsync(path);
        string? sent = body.Length == 0 ? null : body;
        Answer? between = null;
        world.Store.BeforeTable = Tables.Resources;
        world.Store.Before = async () => between = await world.SendAsync("PUT", path, ("If-None-Match", "*"), sent);

        Answer late = await world.SendAsync("PUT", path, ("If-None-Match", "*"), sent);

        Assert.True(between!.Raw.IsSuccessStatusCode, between.Text);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_must_be_there_is_not_made(string path, string body)
    {
        await using ApiWorld world = await WithJobAsync(path);

        Answer put = await world.SendAsync("PUT", path, ("If-Match", "*"), body.Length == 0 ? null : body);
        Answer deleted = await world.SendAsync("DELETE", path, ("If-Match", "*"));

        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed), (put.Status, deleted.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", path)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.SendAsync("DELETE", path)).Status);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_deletion_removes_what_the_client_has_seen_and_nothing_else(string path, string body)
    {
        _ = body;
        await using ApiWorld world = await WithJobAsync(after: path);
        string read = await TagAsync(world, path);

        Answer stale = await world.SendAsync("DELETE", path, ("If-Match", "\"0x0-0\""));
        Answer weak = await world.SendAsync("DELETE", path, ("If-Match", "W/" + read));
        Answer seen = await world.SendAsync("DELETE", path, ("If-None-Match", "W/" + read));
        Answer right = await world.SendAsync("DELETE", path, ("If-Match", $"\"other\", {read}"));

        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, weak.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, seen.Status);
        Assert.Equal(HttpStatusCode.Accepted, right.Status);
    }

    [Theory]
    [InlineData(Tables.Intents)]
    [InlineData(Tables.Facts)]
    [InlineData(Tables.Resources)]
    public async Task A_cluster_that_another_client_resizes_is_not_deleted_unseen(string table)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string read = await TagAsync(world, ApiWorld.Cluster);
        Answer? between = null;
        world.Store.BeforeTable = table;
        world.Store.Before = async () => between = await world.SendAsync("PATCH", ApiWorld.Cluster, Larger);

        Answer deleted = await world.SendAsync("DELETE", ApiWorld.Cluster, ("If-Match", read));

        // One of the two is refused, whichever comes first.
        Assert.Equal(
            between!.Status is HttpStatusCode.OK
                ? (HttpStatusCode.OK, HttpStatusCode.PreconditionFailed)
                : (HttpStatusCode.Conflict, HttpStatusCode.Accepted),
            (between.Status, deleted.Status));
    }

    [Fact]
    public async Task What_a_job_does_by_itself_is_no_change_of_a_client_but_is_news_to_a_reader()
    {
        await using ApiWorld world = await WithJobAsync();
        string queued = await TagAsync(world, ApiWorld.Job);
        await world.EndAsync("j1");

        Answer known = await world.SendAsync("GET", ApiWorld.Job, ("If-None-Match", queued));
        Answer same = await world.SendAsync("GET", ApiWorld.Job, ("If-None-Match", known.Header("ETag")!));
        Answer deleted = await world.SendAsync("DELETE", ApiWorld.Job, ("If-Match", queued));

        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal(HttpStatusCode.NotModified, same.Status);
        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_reader_who_has_it_already_gets_no_body(string path, string body)
    {
        _ = body;
        await using ApiWorld world = await WithJobAsync();
        string read = await TagAsync(world, path);

        Answer known = await world.SendAsync("GET", path, ("If-None-Match", $"\"x\", W/{read}"));
        Answer unknown = await world.SendAsync("GET", path, ("If-None-Match", "\"x\""));
        Answer gone = await world.SendAsync("GET", path, ("If-Match", "\"x\""));

        Assert.Equal((HttpStatusCode.NotModified, "", read), (known.Status, known.Text, known.Header("ETag")));
        Assert.Equal(HttpStatusCode.OK, unknown.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, gone.Status);
    }

    [Theory]
    [InlineData("PATCH", "If-Match", "0x12")]
    [InlineData("PATCH", "If-None-Match", "\"unfinished")]
    [InlineData("PUT", "If-Match", "*, \"a\"")]
    [InlineData("DELETE", "If-Match", "\"a\" \"b\"")]
    [InlineData("GET", "If-None-Match", "W/a")]
    public async Task A_header_that_cannot_be_read_is_named(string method, string header, string value)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer answer = await world.SendAsync(
            method,
            ApiWorld.Workspace,
            (header, value),
            method is "PATCH" or "PUT" ? """{"location":"eastus","tags":{} }""" : null);

        Assert.Equal((HttpStatusCode.BadRequest, header), (answer.Status, answer.Target));
        Assert.Contains(header, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resource_made_again_is_another_one()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string read = await TagAsync(world, ApiWorld.Experiment);
        await world.OkAsync("DELETE", ApiWorld.Experiment);
        await world.OkAsync("PUT", ApiWorld.Experiment);

        Answer deleted = await world.SendAsync("DELETE", ApiWorld.Experiment, ("If-Match", read));

        Assert.Equal(HttpStatusCode.PreconditionFailed, deleted.Status);
    }

    [Fact]
    public async Task A_file_server_answers_conditions_like_the_others()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        const string path = ApiWorld.Workspace + "/fileServers/f1";
        FileServerRow row = new()
        {
            Id = new FileServerId(new WorkspaceId("sub", "grp", "ws"), "f1"),
            Uid = "00000000000000000000000000000001",
            Location = "eastus",
            Properties = new FileServerProperties(),
            State = ProvisioningState.Succeeded,
            CreatedAt = world.Clock.GetUtcNow(),
            ChangedAt = world.Clock.GetUtcNow(),
        };
        await world.Get<ResourceStore>().TryInsertAsync(row, TestContext.Current.CancellationToken);
        string read = await TagAsync(world, path);

        Assert.Equal(HttpStatusCode.NotModified, (await world.SendAsync("GET", path, ("If-None-Match", read))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await world.SendAsync("DELETE", path, ("If-Match", "\"x\""))).Status);
        Assert.Equal(HttpStatusCode.NotImplemented, (await world.SendAsync("DELETE", path, ("If-Match", read))).Status);
    }

    private static string Upto(int most) =>
        $$"""{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":{{most}}} } } }""";

    private static async Task<string> TagAsync(ApiWorld world, string path, string version = ApiWorld.Classic) =>
        (await world.OkAsync("GET", path, version: version)).Header("ETag")!;

    /// <summary>A world with a job and all it needs, in the order in which they are made.</summary>
    /// <param name="upTo">The first that is left out.</param>
    /// <param name="after">The last that is made.</param>
    private static async Task<ApiWorld> WithJobAsync(string? upTo = null, string? after = null)
    {
        ApiWorld world = await ApiWorld.StartAsync();
        (string Path, string? Body)[] all =
        [
            (ApiWorld.Workspace, """{"location":"eastus"}"""),
            (ApiWorld.Cluster, ApiWorld.ClusterBody()),
            (ApiWorld.Experiment, null),
            (ApiWorld.Job, ApiWorld.JobBody()),
        ];
        foreach ((string path, string? body) in all.TakeWhile(one => one.Path != upTo))
        {
            await world.OkAsync("PUT", path, body);
            if (path == after)
                break;
        }

        return world;
    }
}
