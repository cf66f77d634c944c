using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public class TheClient
{
    private readonly FakeApi _api = new();
    private readonly ImpatientClock _clock = new();

    [Fact]
    public async Task Follows_every_page_and_keeps_the_order()
    {
        for (int i = 0; i < 7; i++)
            _api.Add($"{CliRun.Workspace}/clusters/c{i}");
        _api.PageSize = 3;

        List<JsonElement> all = await Client()
            .ListAsync($"{CliRun.Workspace}/clusters", TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5", "c6"], all.Select(item => item.GetProperty("name").GetString()));
        Assert.Equal(3, _api.Requests.Count);
    }

    [Fact]
    public async Task Asks_an_operation_at_once_then_as_often_as_it_says_and_answers_with_the_resource()
    {
        JsonElement cluster = await Client()
            .PutAsync($"{CliRun.Workspace}/clusters/c", new JsonObject(), TestContext.Current.CancellationToken);

        Assert.Equal("c", cluster.GetProperty("name").GetString());
        Assert.Equal([TimeSpan.FromSeconds(7)], _clock.Waits);
        Assert.Equal(["GET /operations/1", "GET /operations/1"], _api.Requests[1..3]);
    }

    [Fact]
    public async Task An_operation_that_fails_is_an_error_with_its_code()
    {
        _api.Intercept = request => request.RequestUri!.AbsolutePath.StartsWith("/operations/", StringComparison.Ordinal)
            ? FakeApi.Json(JsonNode.Parse("""{"status":"Failed","error":{"code":"ClusterQuotaReached","message":"no more"}}""")!)
            : null;

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() =>
            Client().PutAsync($"{CliRun.Workspace}/clusters/c", new JsonObject(), TestContext.Current.CancellationToken));

        Assert.Equal("ClusterQuotaReached: no more", refused.Message);
    }

    [Fact]
    public async Task An_operation_without_a_status_is_an_error_and_no_endless_wait()
    {
        _api.Intercept = request =>
            request.RequestUri!.AbsolutePath.StartsWith("/operations/", StringComparison.Ordinal)
                ? FakeApi.Json(new JsonObject { ["Status"] = "Succeeded" })
                : null;

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() =>
            Client().PutAsync($"{CliRun.Workspace}/clusters/c", new JsonObject(), TestContext.Current.CancellationToken));

        Assert.Equal("NoOperationStatus", refused.Error.Code);
    }

    [Fact]
    public async Task A_location_is_polled_where_there_is_no_operation()
    {
        int asked = 0;
        _api.Intercept = request =>
        {
            var answer = new HttpResponseMessage(
                request.Method == HttpMethod.Delete || ++asked < 3 ? HttpStatusCode.Accepted : HttpStatusCode.OK);
            answer.Headers.Location = new Uri("/elsewhere", UriKind.Relative);
            return answer;
        };

        Assert.True(await Client().DeleteAsync($"{CliRun.Workspace}/clusters/c", wait: true, TestContext.Current.CancellationToken));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says_so()
    {
        int busy = 2;
        _api.Intercept = _ =>
        {
            if (busy-- <= 0)
                return null;
            HttpResponseMessage answer = FakeApi.Refuse(429, "TooManyRequests", "slow down");
            answer.Headers.Add("Retry-After", "4");
            return answer;
        };
        _api.Add($"{CliRun.Workspace}/clusters/c");

        await Client().GetAsync($"{CliRun.Workspace}/clusters/c", TestContext.Current.CancellationToken);

        Assert.Equal([TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4)], _clock.Waits);
    }

    [Fact]
    public async Task The_token_goes_to_the_server_and_never_to_another_host()
    {
        var seen = new List<string>();
        _api.Intercept = request =>
        {
            seen.Add($"{request.RequestUri!.Host} {request.Headers.Authorization}");
            return FakeApi.Json(request.RequestUri.Host == "localhost"
                ? JsonNode.Parse("""{"value":[],"nextLink":"http://evil.example.com/more"}""")!
                : JsonNode.Parse("""{"value":[]}""")!);
        };

        await Client("secret").ListAsync("/x", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["localhost Bearer secret", "evil.example.com "], seen);
    }

    [Theory]
    [InlineData(206, "rest", "rest")]
    [InlineData(200, "the rest", "rest")]
    [InlineData(416, "", "")]
    public async Task A_file_is_read_from_a_byte_on_also_where_ranges_are_not_served(int status, string answer, string expected)
    {
        string? range = null;
        _api.Intercept = request =>
        {
            range = request.Headers.Range?.ToString();
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(answer) };
        };

        await using Stream content = await Client()
            .OpenFileAsync(
                new BatchAi.Model.FileItem { DownloadUrl = $"{FakeApi.Url}/f" },
                from: 4,
                TestContext.Current.CancellationToken);

        using var reader = new StreamReader(content);
        Assert.Equal(expected, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("bytes=4-", range);
    }

    [Theory]
    [InlineData(
        400,
        """{"error":{"code":"InvalidParameter","message":"must be positive","target":"properties.nodeCount"}}""",
        "InvalidParameter: must be positive (properties.nodeCount)")]
    [InlineData(409, """{"code":"Bare","message":"no wrapper"}""", "Bare: no wrapper")]
    [InlineData(502, "<html>", "BadGateway: HTTP 502 from http://localhost:5000/x")]
    public async Task Every_refusal_is_one_readable_line(int status, string body, string expected)
    {
        _api.Intercept = request => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body),
            RequestMessage = request,
        };

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() =>
            Client().GetAsync("/x", TestContext.Current.CancellationToken));

        Assert.Equal(expected, refused.Message);
    }

    private BatchAiClient Client(string? token = null) => new(new HttpClient(_api), new Uri(FakeApi.Url), token, _clock);
}
