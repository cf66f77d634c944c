using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public class TheCommandLine
{
    private readonly CliRun _cli = new();

    [Fact]
    public async Task Lists_are_tables_or_the_servers_json()
    {
        _cli.Api.Add(
            $"{CliRun.Workspace}/clusters/c1",
            """{"vmSize":"Local","unknownToUs":1,"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":3}},"currentNodeCount":2,"provisioningState":"succeeded","allocationState":"steady"}"""
        );

        await _cli.RunAsync("cluster", "list");
        string[] table = _cli.Output.Split('\n');
        Assert.StartsWith("NAME  VM SIZE  SCALE", table[0]);
        Assert.StartsWith("c1    Local    auto 0..3  2", table[1]);

        using var json = new CliRun();
        json.Api.Add($"{CliRun.Workspace}/clusters/c1", """{"unknownToUs":1}""");
        await json.RunAsync("cluster", "list", "-o", "json");
        Assert.Equal(1, (int)JsonNode.Parse(json.Output)![0]!["properties"]!["unknownToUs"]!);
    }

    [Fact]
    public async Task Messages_that_became_no_job_are_listed_with_the_reason()
    {
        _cli.Api.Intercept = request =>
            request.RequestUri!.PathAndQuery
            == $"/subscriptions/{Guid.Empty}/providers/Microsoft.BatchAI/refusedJobMessages?api-version=2026-11-01"
                ? FakeApi.Json(
                    JsonNode.Parse(
                        """{"value":[{"messageId":"m1","job":"/s/jobs/train","refusedAt":"2026-11-23T12:00:00.5Z","reason":{"code":"ClusterNotFound","message":"There is none"}},{"messageId":"m2","refusedAt":"2026-11-23T11:00:00Z","reason":{"code":"InvalidRequestContent","message":"No JSON"}}]}"""
                    )!)
                : null;

        Assert.Equal(0, await _cli.RunAsync("message", "list"));

        string[] table = _cli.Output.Split('\n');
        Assert.Equal("2026-11-23 12:00:00Z  train  m1       ClusterNotFound: There is none", table[1].TrimEnd());
        Assert.Equal("2026-11-23 11:00:00Z  -      m2       InvalidRequestContent: No JSON", table[2].TrimEnd());
    }

    [Fact]
    public async Task A_job_that_waits_is_shown_with_the_reason()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([new("queued") { Reason = "WaitingForNodes 1/2" }, new("running")]);
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");

        await _cli.RunAsync("job", "show", "j1");
        Assert.Matches("\nWAITING +WaitingForNodes 1/2\n", _cli.Output);

        using var later = new CliRun();
        later.Api.Steps.Clear();
        later.Api.Steps.Add(new("running"));
        later.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");
        await later.RunAsync("job", "show", "j1");
        Assert.DoesNotContain("WAITING", later.Output);
        Assert.DoesNotContain(later.Api.Requests, request => request.Contains("/explain", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("job", "show", "nothing")]
    [InlineData("cluster", "delete", "nothing")]
    [InlineData("run", "nothing.json")]
    [InlineData("run", "-c", "mine", "--", "true")]
    public async Task What_does_not_exist_is_exit_code_3(params string[] words)
    {
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync(words));
        Assert.StartsWith("error: ", _cli.Error[_cli.Error.IndexOf("error:", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("run")]
    [InlineData("run", "--")]
    [InlineData("run", "a.json", "--", "true")]
    [InlineData("job", "list", "--", "true")]
    [InlineData("job", "show", "../../x")]
    [InlineData("job", "get", "j1")]
    [InlineData("job", "list", "-o", "yaml")]
    [InlineData("cluster", "resize", "c")]
    [InlineData("cluster", "create", "c", "--min", "1")]
    [InlineData("cluster", "create", "c", "--min", "2", "--max", "1")]
    [InlineData("cluster", "resize", "c", "--target", "-1")]
    [InlineData("cluster", "resize", "c", "--target", "many")]
    [InlineData("cluster", "journal", "c", "--last", "many")]
    [InlineData("cluster", "journal", "c", "--last", "0")]
    [InlineData("job", "list", "--last", "many")]
    [InlineData("run", "-n", "many", "--", "true")]
    [InlineData("cluster", "create", "c", "--max", "1", "--idle", "soon")]
    [InlineData("job", "list", "--url", "ftp://x")]
    public async Task A_wrong_command_line_is_exit_code_2_and_sends_nothing(params string[] words)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(words));
        Assert.Empty(_cli.Api.Requests);
        Assert.NotEqual("", _cli.Error);
    }

    [Fact]
    public async Task A_mistake_in_a_file_is_told_with_line_and_column()
    {
        string path = _cli.File("bad.json", "{\n  \"properties\": {\n    \"nodeCount\": 1 2\n  }\n}");

        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("run", path));
        Assert.StartsWith($"error: {path}:3:20: ", _cli.Error);
        Assert.DoesNotContain("LineNumber", _cli.Error);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_one_line_with_its_address_and_how_to_start_it()
    {
        _cli.Api.Intercept = _ => throw new HttpRequestException("Connection refused");

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Equal(
            "error: the server at http://localhost:5000 (BATCHAI_URL) does not answer: Connection refused. Start one with: dotnet "
            + "run --project src/LocalHost -- serve\n",
            _cli.Error);
    }

    [Fact]
    public async Task Following_does_not_wait_for_a_server_that_never_answered()
    {
        _cli.Api.Intercept = _ => throw new HttpRequestException("Connection refused");

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "logs", "-f", "j1"));
        Assert.Empty(_cli.Clock.Waits);
    }

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("DOMAIN\\ann", "batchai")]
    [InlineData("ann.lee@example.com", "batchai")]
    public async Task A_cluster_gets_an_admin_account_that_linux_allows(string user, string account)
    {
        _cli.Environment = _cli.Environment with { UserName = user };

        await _cli.RunAsync("cluster", "create", "a");

        Assert.Equal(account, _cli.Api.Put("/clusters/a")["properties"]!["userAccountSettings"]!["adminUserName"]!.ToString());
    }

    [Fact]
    public async Task Without_a_server_the_way_to_start_one_is_told()
    {
        string state = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, "state", "batchai")).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "endpoint"), "http://127.0.0.1:3\n", TestContext.Current.CancellationToken);
        _cli.Environment = _cli.Environment with
        {
            Url = null,
            StateDirectory = Path.Combine(_cli.Directory.FullName, "state"),
            Answers = _ => false,
        };

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Equal(
            $"error: no Batch AI server was found. Tried: {_cli.Directory.FullName}/.batchai/endpoint (no such file); "
            + $"http://127.0.0.1:3 from {state}/endpoint (nobody answers); http://127.0.0.1:8118, the default port (nobody answers). "
            + "Start one with: dotnet run --project src/LocalHost -- serve  (or name one with --url or BATCHAI_URL)\n",
            _cli.Error);
        Assert.Empty(_cli.Api.Requests);
    }

    [Fact]
    public async Task A_server_on_the_default_port_is_found_and_told_no_token_that_was_not_given_on_the_line()
    {
        _cli.Environment = _cli.Environment with { Url = null, Token = "secret", Answers = url => url.Port == 8118 };
        List<string?> sent = [];
        _cli.Api.Intercept = request =>
        {
            sent.Add($"{request.RequestUri!.Authority} {request.Headers.Authorization}");
            return null;
        };

        Assert.Equal(0, await _cli.RunAsync("job", "list"));
        Assert.Equal(0, await _cli.RunAsync("job", "list", "--token", "given"));

        Assert.Equal(["127.0.0.1:8118 ", "127.0.0.1:8118 Bearer given"], sent);
    }

    [Fact]
    public void The_server_of_this_user_that_started_last_is_found_from_anywhere()
    {
        string data = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, "far", "data")).FullName;
        string state = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, "state", "batchai")).Parent!.FullName;
        File.WriteAllText(Path.Combine(data, "endpoint"), "http://127.0.0.1:2\n");
        CliRun.WriteSecret(Path.Combine(data, "token"), "kept\n");
        File.WriteAllText(Path.Combine(state, "batchai", "data-directory"), data + "\n");

        ServerConnection found = ServerConnection.Resolve(
            url: null,
            token: null,
            _cli.Environment with { Url = null, StateDirectory = state });

        Assert.Equal(("http://127.0.0.1:2/", "kept"), (found.Url.AbsoluteUri, found.Token));
    }

    [Fact]
    public async Task A_server_that_goes_while_it_is_asked_is_one_line()
    {
        int asked = 0;
        _cli.Environment = _cli.Environment with { Url = null, Answers = url => url.Port == 8118 && ++asked == 1 };
        _cli.Api.Intercept = _ => throw new HttpRequestException("Connection refused");

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.StartsWith("error: the server at http://127.0.0.1:8118 (the default port) does not answer: ", _cli.Error);
    }

    [Fact]
    public void A_server_that_is_gone_hides_none_that_is_there()
    {
        string here = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, ".batchai")).FullName;
        File.WriteAllText(Path.Combine(here, "endpoint"), "http://127.0.0.1:2");
        CliEnvironment both = _cli.Environment with { Url = null, Answers = url => url.Port == 8118 };

        Assert.Equal(8118, ServerConnection.Resolve(url: null, token: null, both).Url.Port);
        var none = Assert.Throws<CliException>(() =>
            ServerConnection.Resolve(url: null, token: null, both with { DataDirectory = here }));
        Assert.DoesNotContain("8118", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_word_about_the_server_wins()
    {
        string here = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, ".batchai")).FullName;
        string state = Directory.CreateDirectory(Path.Combine(_cli.Directory.FullName, "state", "batchai")).FullName;
        File.WriteAllText(Path.Combine(state, "endpoint"), "http://127.0.0.1:3\n");
        CliEnvironment nothing = _cli.Environment with { Url = null, StateDirectory = Path.Combine(_cli.Directory.FullName, "state") };
        Assert.Equal("http://127.0.0.1:3/", ServerConnection.Resolve(url: null, token: null, nothing).Url.AbsoluteUri);

        File.WriteAllText(Path.Combine(here, "endpoint"), "http://127.0.0.1:2");
        CliRun.WriteSecret(Path.Combine(here, "token"), "kept\n");
        ServerConnection local = ServerConnection.Resolve(url: null, token: null, nothing);
        Assert.Equal(("http://127.0.0.1:2/", "kept", true), (local.Url.AbsoluteUri, local.Token, local.IsLocal));

        CliEnvironment named = nothing with { Url = "https://api.example.com", Token = "t" };
        ServerConnection remote = ServerConnection.Resolve(url: null, token: null, named);
        Assert.Equal(("https://api.example.com/", "t", false), (remote.Url.AbsoluteUri, remote.Token, remote.IsLocal));
        Assert.Equal("http://10.0.0.1/", ServerConnection.Resolve("http://10.0.0.1", token: null, named).Url.AbsoluteUri);
        Assert.Equal(
            "http://127.0.0.1:3/",
            ServerConnection.Resolve(url: null, token: null, nothing with { DataDirectory = state }).Url.AbsoluteUri);
    }

    [Fact]
    public async Task Killing_a_job_waits_for_its_end()
    {
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");

        Assert.Equal(0, await _cli.RunAsync("job", "kill", "j1"));
        Assert.Contains(
            _cli.Api.Requests,
            request => request.StartsWith("POST", StringComparison.Ordinal) && request.Contains("/terminate"));
        Assert.Contains("failed", _cli.Output);
    }

    [Fact]
    public async Task A_cluster_with_an_idle_wait_is_made_at_the_new_version_and_others_at_the_old_one()
    {
        Assert.Equal(0, await _cli.RunAsync("cluster", "create", "a", "--max", "2", "--idle", "90"));
        Assert.Equal(0, await _cli.RunAsync("cluster", "create", "b", "-t", "1", "--afs-name", "data"));

        Assert.Equal(
            "PT1M30S",
            _cli.Api.Put("/clusters/a")["properties"]!["scaleSettings"]!["autoScale"]!["idleTimeBeforeScaleDown"]!.ToString());
        Assert.Contains(
            _cli.Api.Requests,
            request =>
                request.StartsWith("PUT", StringComparison.Ordinal)
                && request.EndsWith("/clusters/a?api-version=2026-11-01", StringComparison.Ordinal));
        Assert.Contains(
            _cli.Api.Requests,
            request =>
                request.StartsWith("PUT", StringComparison.Ordinal)
                && request.EndsWith("/clusters/b?api-version=2018-05-01", StringComparison.Ordinal));
        Assert.Equal(
            "afs",
            _cli.Api.Put("/clusters/b")["properties"]!["nodeSetup"]!["mountVolumes"]!["azureFileShares"]![0]![
                "relativeMountPath"
            ]!.ToString());
    }

    [Fact]
    public async Task A_cluster_that_exists_is_not_made_again()
    {
        _cli.Api.Add($"{CliRun.Workspace}/clusters/a");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("cluster", "create", "a"));
        Assert.DoesNotContain(_cli.Api.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resizing_sends_a_size_or_bounds()
    {
        _cli.Api.Add($"{CliRun.Workspace}/clusters/a");

        await _cli.RunAsync("cluster", "resize", "a", "--target", "3");
        Assert.Equal("""{"manual":{"targetNodeCount":3}}""", _cli.Api.Put("/clusters/a")["properties"]!["scaleSettings"]!.ToJsonString());
        await _cli.RunAsync("cluster", "resize", "a", "--min", "1", "--max", "3");
        Assert.Equal(
            """{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":3}}""",
            _cli.Api.Put("/clusters/a")["properties"]!["scaleSettings"]!.ToJsonString());
    }

    [Theory]
    [InlineData("workspace", "create", "w1")]
    [InlineData("workspace", "list")]
    [InlineData("workspace", "show", "default")]
    [InlineData("experiment", "create", "e1")]
    [InlineData("experiment", "list")]
    [InlineData("experiment", "delete", "e0")]
    [InlineData("cluster", "show", "c0")]
    [InlineData("node", "list", "-c", "c0")]
    [InlineData("job", "list", "-e", "e0")]
    [InlineData("job", "files", "j0", "-e", "e0")]
    [InlineData("job", "delete", "j0", "-e", "e0")]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    public async Task Every_verb_works_on_what_is_there(params string[] words)
    {
        foreach (string path in (string[])["", "/experiments/e0", "/clusters/c0", "/experiments/e0/jobs/j0"])
            _cli.Api.Add(CliRun.Workspace + path);

        Assert.Equal(0, await _cli.RunAsync(words));
        Assert.Equal("", _cli.Error);
        Assert.NotEqual("", _cli.Output);
    }
}
