using System.Text;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Functions.Tests;

/// <summary>Requests as the host hands them to the worker's own web server.</summary>
[Collection(RunningApp.Collection)]
public sealed class AnsweringHttp(RunningApp app)
{
    private static readonly TimeSpan s_overdue = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serves_a_route_of_every_kind()
    {
        int invoked = app.Front.Invocations.Count;
        await Seeds.MakePlaceAsync(app, "routes");
        string workspace = Seeds.PathOf("routes");

        (await app.Api.GetAsync("/providers/Microsoft.BatchAI/operations")).Expect(200);
        (await app.Api.GetAsync($"/subscriptions/{WorkerSettings.Subscription}/providers/Microsoft.BatchAI/workspaces")).Expect(200);
        (await app.Api.GetAsync($"/subscriptions/{WorkerSettings.Subscription}/providers/Microsoft.BatchAI/refusedJobMessages"))
            .Expect(200);
        Assert.Equal("routes", (await app.Api.GetAsync(workspace)).Expect(200).Json.GetProperty("name").GetString());
        Assert.Equal("c", (await app.Api.GetAsync($"{workspace}/clusters/c")).Expect(200).Json.GetProperty("name").GetString());
        (await app.Api.GetAsync($"{workspace}/fileServers")).Expect(200);
        Assert.Equal("e", (await app.Api.GetAsync($"{workspace}/experiments/e")).Expect(200).Json.GetProperty("name").GetString());
        (await app.Api.GetAsync($"{workspace}/experiments/e/jobs")).Expect(200);
        Assert.All(app.Front.Invocations.Skip(invoked),
            invocation => Assert.Equal(StatusResult.Types.Status.Success, invocation.Answer.Result.Status));
    }

    /// <summary>The request came by the host's inner address; the links are for those outside.</summary>
    [Fact]
    public async Task Puts_the_public_address_before_its_links()
    {
        (await app.RequireStorage().Api.PutAsync(Seeds.PathOf("links"), $$"""{"location":"{{WorkerSettings.Location}}"}"""))
            .Expect(200, 201);

        FrontAnswer deleted = (await app.Api.SendAsync("DELETE", Seeds.PathOf("links"))).Expect(202);

        Assert.StartsWith(WorkerSettings.PublicBaseUrl + "/subscriptions/", deleted.Headers.Location!.AbsoluteUri,
            StringComparison.Ordinal);
        Assert.StartsWith(WorkerSettings.PublicBaseUrl + "/subscriptions/",
            Assert.Single(deleted.Headers.GetValues("Azure-AsyncOperation")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not the key of this deployment, but long enough")]
    public async Task Refuses_who_has_not_the_key(string? token)
    {
        FrontAnswer refused = (await app.Api.SendAsync("GET", Seeds.PathOf("w"), token: token)).Expect(401);

        Assert.Equal("AuthenticationFailed", refused.Code);
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Refuses_a_method_that_a_route_does_not_have()
    {
        FrontAnswer refused = (await app.Api.PutAsync($"{Seeds.PathOf("w")}/clusters", "{}")).Expect(405);

        Assert.Equal("MethodNotAllowed", refused.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_a_body_of_several_megabytes_by_its_own_limit(bool saysHowLong)
    {
        string body = $$"""{"location":"eastus","tags":{"long":"{{new string('x', 5 * 1024 * 1024)}}" } }""";
        HttpContent content = saysHowLong ? FrontClient.Json(body) : new ChunkedText(body);

        FrontAnswer refused = (await app.Api.SendAsync("PUT", Seeds.PathOf("large"), content)).Expect(413);

        Assert.Equal("RequestBodyTooLarge", refused.Code);
    }

    [Fact]
    public async Task Knows_nothing_below_a_route_that_is_not_there()
    {
        FrontAnswer missing = (await app.Api.GetAsync($"{Seeds.PathOf("w")}/clusters/c/nothing")).Expect(404);

        Assert.Equal("InvalidResourceType", missing.Code);
        Assert.False(missing.Headers.Contains(HostFront.OfTheHost));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/operations")]
    [InlineData("/subscriptions/s/providers/Microsoft.Other/workspaces")]
    public async Task Leaves_to_the_host_what_is_no_route(string path) =>
        Assert.True((await app.Api.GetAsync(path)).Expect(404).Headers.Contains(HostFront.OfTheHost));

    /// <summary>Agents hang up as soon as they have news: that is no failure, and nothing to read in the log.</summary>
    [Fact]
    public async Task Lets_an_agent_hang_up_on_a_held_call_without_a_word_in_the_log()
    {
        string cluster = await Seeds.MakePlaceAsync(app, "hangup");
        DateTimeOffset before = TimeProvider.System.GetUtcNow() - s_overdue;
        NodeToken token = await Seeds.MakeBusyNodeAsync(app, cluster, before);
        int logged = app.Worker.Logs.Count;
        int invoked = app.Front.Invocations.Count;
        using CancellationTokenSource line = new();

        Task<FrontAnswer> held = SyncAsync(token, line.Token);
        await Eventually.SeesAsync("the report is taken in", async () => (await NodeAsync(cluster)).LastHeard, heard => heard > before,
            () => app.Worker.Said);
        await line.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Eventually.SeesAsync("the invocation ends", () => Task.FromResult(app.Front.Invocations.Count), count => count > invoked,
            () => app.Worker.Said);
        Assert.Equal(StatusResult.Types.Status.Success, app.Front.Invocations.Last().Answer.Result.Status);
        Assert.DoesNotContain(app.Worker.Logs.Skip(logged), log => log.Level >= RpcLog.Types.Level.Warning || log.Exception is not null);
    }

    /// <summary>The same before the worker has begun: the request is gone when the function asks for it.</summary>
    [Fact]
    public async Task Lets_an_agent_hang_up_before_the_call_is_read_without_a_word_in_the_log()
    {
        int logged = app.Worker.Logs.Count;
        int invoked = app.Front.Invocations.Count;
        using CancellationTokenSource line = new();
        TaskCompletionSource sending = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<FrontAnswer> half =
            app.Api.SendAsync("POST", AgentProtocol.SyncPath, new HalfSent(sending),
            token: NodeToken.Issue(Guid.NewGuid().ToString("N"), 0, 1).Text, cancellation: line.Token);
        await sending.Task.WaitAsync(Cancellation);
        await line.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => half);
        await Eventually.SeesAsync("the invocation ends", () => Task.FromResult(app.Front.Invocations.Count), count => count > invoked,
            () => app.Worker.Said);
        Assert.DoesNotContain(app.Worker.Logs.Skip(logged), log => log.Level >= RpcLog.Types.Level.Warning || log.Exception is not null);
    }

    /// <summary>It says what is known already, so the call is held: what the node was told has not changed.</summary>
    private Task<FrontAnswer> SyncAsync(NodeToken token, CancellationToken cancellation)
    {
        SyncRequest report = new()
        {
            Protocol = AgentProtocol.Version,
            BootId = "boot",
            Epoch = 1,
            Status = NodeStatus.Ready,
            KnownVersion = $"job-1-{(int)JobPhase.Prepare}"
        };
        return app.Api.SendAsync("POST", AgentProtocol.SyncPath,
            FrontClient.Json(System.Text.Json.JsonSerializer.Serialize(report, ModelJson.Wire.SyncRequest)), token.Text, cancellation);
    }

    private async Task<NodeFacts> NodeAsync(string cluster) =>
        (await app.Rows.FindAsync<NodeFacts>(Tables.Facts, cluster, FactKeys.Node(0), Cancellation))!.Value;

    /// <summary>Sent in chunks, as whoever does not know the length does.</summary>
    private sealed class ChunkedText(string text) : StringContent(text, Encoding.UTF8, "application/json")
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A body whose first part is sent and whose rest never comes.</summary>
    private sealed class HalfSent(TaskCompletionSource sending) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context,
            CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            sending.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
