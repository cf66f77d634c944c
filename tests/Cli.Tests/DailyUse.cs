using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public class DailyUse
{
    private const string Job =
        """{"nodeCount":1,"stdOutErrPathPrefix":"$AZ_BATCHAI_JOB_MOUNT_ROOT/out","customToolkitSettings":{"commandLine":"x"}}""";
    private const string Uid = "0123456789abcdef0123456789abcdef";

    private readonly CliRun _cli = new();

    [Fact]
    public async Task Jobs_are_listed_newest_first_by_state_by_cluster_and_across_experiments()
    {
        AddJobs();

        Assert.Equal(["new", "mid", "old"], await NamesAsync("job", "list"));
        Assert.Equal(["new", "mid"], await NamesAsync("job", "list", "--last", "2"));
        Assert.Equal(["mid", "old"], await NamesAsync("job", "list", "--state", "failed", "--state", "RUNNING"));
        Assert.Equal(["mid"], await NamesAsync("job", "list", "-c", "c2"));
        Assert.Equal(["default", "other", "default", "default"], await NamesAsync("job", "list", "--all"));
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync("job", "list", "-c", "nowhere"));
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("job", "list", "--state", "stuck"));
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("job", "list", "--last", "0"));

        using var json = new CliRun();
        AddJobs(json);
        await json.RunAsync("job", "list", "--all", "-o", "json");
        Assert.Equal(["new", "far", "mid", "old"], JsonNode.Parse(json.Output)!.AsArray().Select(job => job!["name"]!.ToString()));
    }

    [Fact]
    public async Task Nodes_and_decisions_name_jobs_and_no_uids()
    {
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default");
        _cli.Api.Add($"{CliRun.Workspace}/experiments/night");
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1", Segment("0123456789ab-cdef0123456789abcdef"));
        _cli.Api.Add($"{CliRun.Workspace}/experiments/night/jobs/j2", Segment("fedcba9876543210fedcba9876543210"));
        const string Gone = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        _cli.Api.Intercept = request => request.RequestUri!.AbsolutePath.Split('/')[^1] switch
        {
            "nodes" => List(Node("n1", Uid), Node("n2", "fedcba9876543210fedcba9876543210"), Node("n3", Gone), Node("n4", uid: null)),
            "journal" => List(new JsonObject
            {
                ["at"] = "2026-01-01T00:00:00Z",
                ["generation"] = 1,
                ["text"] = $"start {Uid} on n1, n2",
            }),
            _ => null,
        };

        await _cli.RunAsync("node", "list");
        await _cli.RunAsync("cluster", "journal", "default");

        Assert.Matches(@"n1 +- +running +j1 ", _cli.Output);
        Assert.Matches(@"n2 +- +running +night/j2 ", _cli.Output);
        Assert.Matches($"n3 +- +running +{Gone} ", _cli.Output);
        Assert.Contains("start j1 on n1, n2", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_problem_is_shown_to_its_end()
    {
        _cli.Api.NodeCount = () => 1;
        _cli.Api.Problem = $$"""{"code":"C","message":"{{new string('m', 300)}} {{new string('n', 300)}} end."}""";

        await _cli.RunAsync("node", "list");

        Assert.EndsWith(" end.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(3, _cli.Output.Split('\n').Length);
    }

    [Fact]
    public async Task A_misspelled_property_is_told_with_what_was_meant_and_the_file_is_sent_as_it_is()
    {
        string path = _cli.File(
            "a.json",
            """
            {
              "proprties": 1,
              "properties": {
                "nodecount": 1,
                "nodeCuont": 2,
                "xyzzy": 1,
                "constraints": { "maxWallclockTme": "PT1H" },
                "environmentVariables": [{ "name": "A", "vale": "b" }],
                "stdOutErrPathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/out",
                "customToolkitSettings": { "commandLine": "x" }
              }
            }
            """);

        Assert.Equal(0, await _cli.RunAsync("run", path));

        Assert.Equal(
            [
                $"warning: {path}: 'proprties' stands outside of \"properties\" and is ignored.",
                $"warning: {path}: properties.nodeCuont is no property of a job and is ignored; did you mean 'nodeCount'?",
                $"warning: {path}: properties.xyzzy is no property of a job and is ignored.",
                $"warning: {path}: properties.constraints.maxWallclockTme is no property of a job and is ignored; did you mean "
                    + "'maxWallClockTime'?",
                $"warning: {path}: properties.environmentVariables[0].vale is no property of a job and is ignored; did you mean 'value'?",
            ],
            _cli.Error.Split('\n').Where(line => line.StartsWith("warning", StringComparison.Ordinal)));
        Assert.Equal(2, (int)Sent()["nodeCuont"]!);

        string cluster = _cli.File("c.json", """{"vmSise":"Local","scaleSettings":{"manual":{"targetNodes":1}}}""");
        await _cli.RunAsync("cluster", "create", "c", "-f", cluster);
        Assert.Contains("properties.vmSise is no property of a cluster and is ignored; did you mean 'vmSize'?", _cli.Error);
        Assert.Contains("properties.scaleSettings.manual.targetNodes is no property of a cluster", _cli.Error);
    }

    [Fact]
    public async Task No_sample_is_warned_of()
    {
        foreach (FileInfo file in Checkout.Find("samples")!.GetFiles("*job.json", SearchOption.AllDirectories))
        {
            using var cli = new CliRun();
            await cli.RunAsync("run", file.FullName);
            Assert.DoesNotContain("warning", cli.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_note_is_told_once()
    {
        const string Output = """/a","outputDirectories":[{"id":"M","pathPrefix":"$AZ_BATCHAI_MOUNT_ROOT/b"}]""";

        await _cli.RunAsync("run", _cli.File("a.json", Job.Replace("/out\"", Output)));

        string[] notes = [.. _cli.Error.Split('\n').Where(line => line.StartsWith("note: ", StringComparison.Ordinal))];
        Assert.True(notes.Length > 2);
        Assert.Equal(notes.Distinct(), notes);
    }

    [Fact]
    public async Task A_command_on_a_local_server_is_worth_one_note()
    {
        await _cli.RunAsync("run", "--", "true");

        Assert.Single(_cli.Error.Split('\n'), line => line.StartsWith("note: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "  cluster")]
    [InlineData("job", "  list")]
    public async Task Half_of_a_verb_shows_which_there_are(string line, string verb)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains($"\n{verb} ", _cli.Error, StringComparison.Ordinal);
        Assert.Equal("", _cli.Output);
    }

    [Theory]
    [InlineData("jbo list", "error: 'jbo' is not a verb of batchai; did you mean 'job'?", "batchai --help")]
    [InlineData("job lsit", "error: 'lsit' is not a verb of batchai job; did you mean 'list'?", "batchai job --help")]
    [InlineData("frobnicate", "error: 'frobnicate' is not a verb of batchai.", "batchai --help")]
    [InlineData(
        "job list --stat running",
        "error: batchai job list has no option --stat; did you mean '--state'?",
        "batchai job list --help")]
    [InlineData("job show a b", "error: batchai job show does not take 'b'.", "batchai job show --help")]
    [InlineData("job show", "error: Required argument 'NAME' missing for command: 'show'.", "batchai job show --help")]
    [InlineData("cluster resize c -t many", "error: --target 'many' is not a whole number.", "batchai cluster resize --help")]
    [InlineData("run -n x -- true", "error: --nodes 'x' is not a whole number.", "batchai run --help")]
    [InlineData("run -n 0 -- true", "error: --nodes must be 1 or more.", "batchai run --help")]
    public async Task A_wrong_word_is_told_with_what_was_meant_and_where_the_help_is(string line, string told, string help)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(line.Split(' ')));
        Assert.StartsWith(told, _cli.Error, StringComparison.Ordinal);
        Assert.EndsWith($"\nSee: {help}\n", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Api.Requests);
    }

    [Theory]
    [InlineData("help job list", "job list --help")]
    [InlineData("help run", "run --help")]
    [InlineData("help", "--help")]
    public async Task Help_is_a_verb_too(string line, string same)
    {
        using var other = new CliRun();

        Assert.Equal(0, await _cli.RunAsync(line.Split(' ')));
        Assert.Equal(0, await other.RunAsync(same.Split(' ')));

        Assert.Equal(other.Output, _cli.Output);
        Assert.NotEqual("", _cli.Output);
    }

    [Fact]
    public async Task A_job_gets_its_variables_time_and_priority_by_options()
    {
        string variables = _cli.File("v.env", "# two\nA=1\n\nB=b=c d\n");

        int code = await _cli.RunAsync(
            ["run", "--env-file", variables, "--env", "A=2", "--env", "E=", "--time", "90m", "--priority", "High", "--", "true"]);

        Assert.Equal(0, code);
        JsonObject sent = Sent();
        Assert.Equal(
            """[{"name":"B","value":"b=c d"},{"name":"A","value":"2"},{"name":"E","value":""}]""",
            sent["environmentVariables"]!.ToJsonString());
        Assert.Equal("PT1H30M", sent["constraints"]!["maxWallClockTime"]!.ToString());
        Assert.Equal("high", sent["schedulingPriority"]!.ToString());
    }

    [Fact]
    public async Task Options_win_over_a_job_file_and_leave_the_rest_of_it()
    {
        string file = _cli.File(
            "a.json",
            Job.Replace(
                "{\"nodeCount\":1",
                """{"nodeCount":1,"environmentVariables":[{"name":"A","value":"1"},{"name":"K","value":"k"}]"""));

        Assert.Equal(0, await _cli.RunAsync("run", "--env", "A=2", "--time", "PT5M", file));

        Assert.Equal("""[{"name":"K","value":"k"},{"name":"A","value":"2"}]""", Sent()["environmentVariables"]!.ToJsonString());
        Assert.Equal("PT5M", Sent()["constraints"]!["maxWallClockTime"]!.ToString());
    }

    [Fact]
    public async Task A_command_starts_in_the_directory_given()
    {
        string below = _cli.Directory.CreateSubdirectory("a b").FullName;

        Assert.Equal(0, await _cli.RunAsync("run", "--workdir", "a b", "--", "true"));

        Assert.Equal($"cd '{below}' && true", Sent()["customToolkitSettings"]!["commandLine"]!.ToString());
    }

    [Theory]
    [InlineData("run --env A -- true", ExitCodes.Usage)]
    [InlineData("run --env-file none.env -- true", ExitCodes.NotFound)]
    [InlineData("run --time soon -- true", ExitCodes.Usage)]
    [InlineData("run --priority urgent -- true", ExitCodes.Usage)]
    [InlineData("run --workdir nowhere -- true", ExitCodes.NotFound)]
    public async Task A_wrong_option_of_a_job_sends_nothing(string line, int code)
    {
        Assert.Equal(code, await _cli.RunAsync(line.Split(' ')));
        Assert.Empty(_cli.Api.Requests);
    }

    private static string Segment(string uid) => $$"""{"jobOutputDirectoryPathSegment":"s/g/workspaces/w/experiments/e/jobs/j/{{uid}}"}""";

    private static JsonObject Node(string id, string? uid) => new() { ["nodeId"] = id, ["state"] = "running", ["jobUid"] = uid };

    private static HttpResponseMessage List(params JsonNode[] items) => FakeApi.Json(new JsonObject { ["value"] = new JsonArray(items) });

    private void AddJobs(CliRun? run = null)
    {
        FakeApi api = (run ?? _cli).Api;
        foreach (string path in (string[])["/clusters/c1", "/clusters/c2", "/experiments/default", "/experiments/other"])
            api.Add(CliRun.Workspace + path);
        Add("default", "old", 1, "failed", "c1");
        Add("default", "new", 4, "queued", "c1");
        Add("default", "mid", 2, "running", "c2");
        Add("other", "far", 3, "running", "c2");

        void Add(string experiment, string name, int day, string state, string cluster) => api.Add(
            $"{CliRun.Workspace}/experiments/{experiment}/jobs/{name}",
            $$$"""
            {
              "creationTime": "2026-01-0{{{day}}}T00:00:00Z",
              "executionState": "{{{state}}}",
              "cluster": { "id": "{{{CliRun.Workspace}}}/clusters/{{{cluster}}}" }
            }
            """);
    }

    /// <summary>The first column, without its title, of what this line prints.</summary>
    private async Task<IEnumerable<string>> NamesAsync(params string[] words)
    {
        int before = _cli.Output.Length;
        Assert.Equal(0, await _cli.RunAsync(words));
        return _cli.Output[before..].TrimEnd().Split('\n').Skip(1).Select(line => line.Split(' ')[0]);
    }

    private JsonObject Sent()
    {
        string put = _cli.Api.Requests.Last(request =>
            request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/jobs/", StringComparison.Ordinal));
        return _cli.Api.Put(put["PUT ".Length..].Split('?')[0])["properties"]!.AsObject();
    }
}
