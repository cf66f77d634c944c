using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public sealed class AskingAboutACluster : IDisposable
{
    private const string Ledger = """
        {"from":"2026-11-01","to":"2026-11-30","nodeHours":6.25,
         "states":[{"state":"preparing","nodeHours":0},{"state":"idle","nodeHours":4},{"state":"running","nodeHours":2.25}],
         "jobs":[{"id":"/x/jobs/long","name":"long","jobUid":"1","nodeHours":2}],"jobCount":3}
        """;

    private readonly CliRun _cli = new();

    [Fact]
    public async Task Usage_tells_the_hours_by_state_and_by_job()
    {
        Answer("/ledger", Ledger);

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("cluster", "usage", "c1", "--from", "2026-11-01", "--to", "2026-11-30"));

        Assert.EndsWith(
            "/clusters/c1/ledger?api-version=2026-11-01&from=2026-11-01&to=2026-11-30",
            _cli.Api.Requests.Single(),
            StringComparison.Ordinal);
        Assert.Equal(
            """
            FROM        2026-11-01
            TO          2026-11-30
            NODE HOURS  6.25
            PREPARING   0.00
            IDLE        4.00
            RUNNING     2.25
            JOBS        3
              long      2.00
            and 2 jobs with less

            """,
            _cli.Output);
    }

    [Fact]
    public async Task Usage_as_json_is_the_servers_answer()
    {
        Answer("/ledger", Ledger);

        await _cli.RunAsync("cluster", "usage", "c1", "-o", "json");

        Assert.EndsWith("/ledger?api-version=2026-11-01", _cli.Api.Requests.Single(), StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Ledger), JsonNode.Parse(_cli.Output)));
    }

    [Fact]
    public async Task The_journal_shows_the_last_decisions_in_their_order()
    {
        Answer("/journal", """
            {"value":[{"at":"2026-11-23T12:00:03Z","generation":1,"text":"third"},{"at":"2026-11-23T12:00:02Z","generation":1,"text":"second"},{"at":"2026-11-23T12:00:01Z","generation":1,"text":"first"}]}
            """);

        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("cluster", "journal", "c1", "--last", "2"));

        Assert.Equal(
            """
            AT                    DECISION
            2026-11-23 12:00:02Z  second
            2026-11-23 12:00:03Z  third

            """,
            _cli.Output);
    }

    [Fact]
    public async Task Nodes_say_what_is_wrong_with_them()
    {
        _cli.Api.NodeCount = () => 1;
        _cli.Api.Problem = """{"code":"SetupTaskFailed","message":"it ended with 3"}""";

        await _cli.RunAsync("node", "list");

        Assert.Matches("LAST HEARD +PROBLEM\nnode-0 .* SetupTaskFailed: it ended with 3\n", _cli.Output);
    }

    [Theory]
    [InlineData("usage", "c1", "--from", "yesterday")]
    [InlineData("usage", "c1", "--to", "2026-02-30")]
    [InlineData("usage")]
    [InlineData("journal", "c1", "--last", "0")]
    public async Task What_cannot_be_meant_is_exit_code_2_and_sends_nothing(params string[] words)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(["cluster", .. words]));
        Assert.Empty(_cli.Api.Requests);
    }

    public void Dispose() => _cli.Dispose();

    private void Answer(string pathEnd, string json) => _cli.Api.Intercept = request =>
        request.RequestUri!.AbsolutePath.EndsWith(pathEnd, StringComparison.Ordinal) ? FakeApi.Json(JsonNode.Parse(json)!) : null;
}
