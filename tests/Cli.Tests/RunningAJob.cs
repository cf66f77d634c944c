using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public class RunningAJob
{
    private const string Hello =
        """{"properties":{"nodeCount":2,"stdOutErrPathPrefix":"$AZ_BATCHAI_JOB_MOUNT_ROOT/out","customToolkitSettings":{"commandLine":"echo hi"}}}""";

    private readonly CliRun _cli = new();

    [Fact]
    public async Task Makes_what_is_missing_streams_the_output_and_exits_like_the_job()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([
            new("queued") { Reason = "WaitingForNodes 0/2" },
            new("queued") { Reason = "WaitingForNodes 1/2" },
            new("running") { Output = "one\ntw" },
            new("running") { Output = "o\n", Error = "oops\n" },
            new("failed")
            {
                ExitCode = 7,
                ErrorCode = "JobFailed",
                Output = "end\n",
            },
        ]);

        int code = await _cli.RunAsync("run", _cli.File("hello.job.json", Hello));

        Assert.Equal(7, code);
        Assert.Equal("one\ntwo\nend\n", _cli.Output);
        Assert.Contains("queued: WaitingForNodes 1/2", _cli.Error);
        Assert.Contains("oops", _cli.Error);
        Assert.Contains("failed with exit code 7 after 3.0 s", _cli.Error);
        Assert.Contains("error: JobFailed: something went wrong", _cli.Error);
        Assert.Equal(4, (int)_cli.Api.Put("/clusters/default")["properties"]!["scaleSettings"]!["autoScale"]!["maximumNodeCount"]!);
        Assert.NotNull(_cli.Api.Put("/experiments/default"));
        JsonObject job = Job();
        Assert.StartsWith("hello-", job["name"]!.ToString());
        Assert.EndsWith("/clusters/default", job["properties"]!["cluster"]!["id"]!.ToString());
    }

    [Theory]
    [InlineData("succeeded", 0, null, 0)]
    [InlineData("failed", 3, "JobFailed", 3)]
    [InlineData("failed", null, "JobTerminated", 1)]
    [InlineData("failed", 256, "JobFailed", 1)]
    public async Task Exits_with_the_code_of_the_job_or_1(string state, int? exitCode, string? error, int expected)
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.Add(new(state) { ExitCode = exitCode, ErrorCode = error });

        Assert.Equal(expected, await _cli.RunAsync("run", _cli.File("a.json", Hello)));
    }

    [Fact]
    public async Task Streams_only_what_is_new_by_byte_ranges_and_keeps_letters_whole()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([new("queued"), new("running"), new("running"), new("running"), new("succeeded") { ExitCode = 0 }]);
        byte[] euro = "€"u8.ToArray();
        int polls = 0;
        _cli.Api.Intercept = request =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/listOutputFiles", StringComparison.Ordinal))
                _cli.Api.Files["stdouterr/stdout.txt"] = ++polls < 3 ? euro[..polls] : [.. euro, (byte)'\n'];
            return null;
        };

        await _cli.RunAsync("run", _cli.File("a.json", Hello));

        Assert.Equal("€\n", _cli.Output);
    }

    [Fact]
    public async Task A_job_that_is_run_again_shows_its_output_from_the_start()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([
            new("running") { Output = "first try\n" },
            new("running"),
            new("queued"),
            new("running"),
            new("succeeded") { ExitCode = 0, Output = "again\n" },
        ]);
        _cli.Api.Intercept = request =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/explain", StringComparison.Ordinal))
                _cli.Api.Files.Clear();
            return null;
        };

        Assert.Equal(0, await _cli.RunAsync("run", _cli.File("a.json", Hello)));
        Assert.Equal("first try\nagain\n", _cli.Output);
    }

    [Fact]
    public async Task A_share_is_added_for_a_job_mount_and_for_a_cluster_mount_of_a_new_cluster()
    {
        await _cli.RunAsync(
            "run",
            _cli.File(
                "a.json",
                Hello.Replace(
                    "/out\"",
                    "/out\",\"outputDirectories\":[{\"id\":\"M\",\"pathPrefix\":\"$AZ_BATCHAI_MOUNT_ROOT/models/deep\"}]")));

        JsonNode share = Job()["properties"]!["mountVolumes"]!["azureFileShares"]!.AsArray().Single()!;
        Assert.Equal("https://local.file.core.windows.net/out", share["azureFileUrl"]!.ToString());
        Assert.Equal("out", share["relativeMountPath"]!.ToString());
        JsonNode onCluster = _cli.Api.Put("/clusters/default")["properties"]!["nodeSetup"]!["mountVolumes"]!["azureFileShares"]!
            .AsArray()
            .Single()!;
        Assert.Equal("models", onCluster["relativeMountPath"]!.ToString());
        Assert.Contains("using 'local' with a dummy key", _cli.Error);
    }

    [Fact]
    public async Task A_mount_that_an_existing_cluster_lacks_is_an_error_that_names_it()
    {
        _cli.Api.Add($"{CliRun.Workspace}/clusters/default");

        int code = await _cli.RunAsync("run", _cli.File("a.json", Hello.Replace("JOB_MOUNT", "MOUNT")));

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("$AZ_BATCHAI_MOUNT_ROOT/out", _cli.Error);
        Assert.DoesNotContain(
            _cli.Api.Requests,
            request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/jobs/"));
    }

    [Fact]
    public async Task The_default_cluster_grows_to_the_largest_job()
    {
        _cli.Api.Add(
            $"{CliRun.Workspace}/clusters/default",
            """{"scaleSettings":{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":2}}}""");

        await _cli.RunAsync("run", _cli.File("a.json", Hello.Replace("\"nodeCount\":2", "\"nodeCount\":6")));

        Assert.Equal(6, (int)_cli.Api.Put("/clusters/default")["properties"]!["scaleSettings"]!["autoScale"]!["maximumNodeCount"]!);
    }

    [Fact]
    public async Task A_command_becomes_a_job_with_its_words_quoted_in_the_current_directory()
    {
        Assert.Equal(0, await _cli.RunAsync("run", "-n", "3", "--", "python", "train.py", "--note", "it's $HOME", "-n", "9"));

        JsonNode properties = Job()["properties"]!;
        Assert.Equal(3, (int)properties["nodeCount"]!);
        Assert.Equal(
            $"cd {_cli.Directory.FullName} && python train.py --note 'it'\\''s $HOME' -n 9",
            properties["customToolkitSettings"]!["commandLine"]!.ToString());
        Assert.Equal("batchai", properties["mountVolumes"]!["azureFileShares"]![0]!["relativeMountPath"]!.ToString());
    }

    [Fact]
    public async Task A_command_for_another_machine_does_not_name_a_directory_of_this_one()
    {
        _cli.Environment = _cli.Environment with { Url = "https://batchai.example.com", StorageAccount = "acct", StorageKey = "key" };

        await _cli.RunAsync("run", "--detach", "--", "nproc");

        Assert.Equal("nproc", Job()["properties"]!["customToolkitSettings"]!["commandLine"]!.ToString());
        Assert.Equal(
            "https://acct.file.core.windows.net/batchai",
            Job()["properties"]!["mountVolumes"]!["azureFileShares"]![0]!["azureFileUrl"]!.ToString());
    }

    [Fact]
    public async Task Interrupting_detaches_and_says_how_to_come_back()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([new("queued"), new("running")]);
        using var pressed = new CancellationTokenSource();
        int looks = 0;
        _cli.Api.Intercept = request =>
        {
            if (
                request.RequestUri!.AbsolutePath.EndsWith("/jobs/j1", StringComparison.Ordinal)
                && request.Method == HttpMethod.Get
                && ++looks == 4)
                pressed.Cancel();
            return null;
        };

        int code = await _cli.RunAsync(pressed.Token, "run", "--name", "j1", "-e", "deep", _cli.File("a.json", Hello));

        Assert.Equal(130, code);
        Assert.Contains("batchai job logs -e deep -f j1", _cli.Error);
        Assert.Contains("batchai job kill -e deep j1", _cli.Error);
        Assert.DoesNotContain(_cli.Api.Requests, request => request.Contains("/terminate"));
    }

    [Fact]
    public async Task Only_json_stands_on_standard_output_when_json_is_asked_for()
    {
        _cli.Api.Steps[1] = new("running") { Output = "noise\n" };

        await _cli.RunAsync("run", "-o", "json", _cli.File("a.json", Hello));

        Assert.Equal("succeeded", JsonNode.Parse(_cli.Output)!["properties"]!["executionState"]!.ToString());
        Assert.Contains("noise", _cli.Error);
    }

    [Fact]
    public async Task What_a_failed_preparation_wrote_is_shown()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.Add(new("failed") { ExitCode = 100, ErrorCode = "JobPreparationFailed" });
        _cli.Api.Files["stdouterr/stderr-job_prep-node-3.txt"] = "no such package\n"u8.ToArray();

        Assert.Equal(100, await _cli.RunAsync("run", _cli.File("a.json", Hello)));
        Assert.Contains("no such package", _cli.Error);
        Assert.Equal("", _cli.Output);
    }

    [Fact]
    public async Task Interrupting_while_submitting_says_that_the_job_may_run()
    {
        using var pressed = new CancellationTokenSource();
        _cli.Api.Intercept = request =>
        {
            if (request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.Contains("/jobs/"))
                pressed.Cancel();
            return null;
        };

        Assert.Equal(ExitCodes.Interrupted, await _cli.RunAsync(pressed.Token, "run", "--name", "j1", _cli.File("a.json", Hello)));
        Assert.Contains("may have taken the job: batchai job show j1", _cli.Error);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_moment_is_waited_for()
    {
        int failures = 0;
        _cli.Api.Intercept = request =>
            request.RequestUri!.AbsolutePath.EndsWith("/jobs/j1", StringComparison.Ordinal)
            && _cli.Api.Requests.Exists(earlier => earlier.Contains("/listOutputFiles"))
            && ++failures <= 3
                ? throw (
                    failures == 2 ? new HttpIOException(HttpRequestError.ResponseEnded) : new HttpRequestException("connection refused"))
                : null;

        Assert.Equal(0, await _cli.RunAsync("run", "--name", "j1", _cli.File("a.json", Hello)));
        Assert.Equal(4, failures);
        Assert.Contains("trying again", _cli.Error);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_before_anything_is_sent()
    {
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("run", "--name", "j1", _cli.File("a.json", Hello)));
        Assert.DoesNotContain(
            _cli.Api.Requests,
            request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/jobs/"));
    }

    [Fact]
    public async Task An_old_file_is_converted_aloud_and_runs_in_the_experiment_it_names()
    {
        await _cli.RunAsync(
            "run",
            _cli.File("a.json", Hello.Replace("\"nodeCount\":2", "\"nodeCount\":2,\"priority\":5,\"experimentName\":\"old\"")));

        Assert.Contains("note: priority 5 became schedulingPriority high", _cli.Error);
        Assert.Contains("/experiments/old/jobs/", Job()["id"]!.ToString());
    }

    [Fact]
    public async Task Every_sample_is_accepted()
    {
        DirectoryInfo samples = Checkout.Find("samples") ?? throw new DirectoryNotFoundException("samples");
        FileInfo[] files = samples.GetFiles("*job.json", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        foreach (FileInfo file in files)
        {
            using var cli = new CliRun();
            Assert.Equal(0, await cli.RunAsync("run", "-o", "json", file.FullName));
            JsonSerializer.Deserialize(JsonNode.Parse(cli.Output), BatchAi.Model.ModelJson.Default.WireResourceJobProperties);
        }
    }

    private JsonObject Job() =>
        _cli.Api.Put(
            _cli
                .Api.Requests.First(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/jobs/"))[
                    "PUT ".Length..
                ]
                .Split('?')[0]);
}
