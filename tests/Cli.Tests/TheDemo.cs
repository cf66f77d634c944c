using System.Text.Json.Nodes;
using BatchAi.LocalHost;
using Spectre.Console;

namespace BatchAi.Cli.Tests;

public class TheDemo
{
    private readonly CliRun _cli = new();
    private readonly StringWriter _screen = new();

    [Fact]
    public async Task Runs_its_job_fetches_the_result_and_waits_until_the_cluster_is_empty()
    {
        int left = 4;
        _cli.Api.NodeCount = () =>
            _cli.Api.Requests.Exists(request => request.StartsWith("GET /files/RESULT/", StringComparison.Ordinal))
                ? Math.Max(0, --left)
                : 4;
        _cli.Api.Files["RESULT/result.txt"] = "together 17984\n"u8.ToArray();
        _cli.Api.Files["stdouterr/stdout.txt"] = "counting\n"u8.ToArray();
        _cli.Api.Steps[0] = new JobStep("queued") { Reason = "WaitingForNodes 2/4" };
        _cli.Api.Steps[1] = new JobStep("queued") { Reason = "WaitingForNodes 3/4" };

        Assert.Equal(0, await RunAsync());

        string told = Told();
        Assert.Contains("job: queued: WaitingForNodes 3/4", told);
        Assert.Contains("output: counting", told);
        Assert.Contains("steady, 0 of 4 nodes", told);
        Assert.Contains($"cat {Result}", told);
        Assert.True(File.Exists(Result));
        Assert.Contains(
            _cli.Api.Requests,
            request =>
                request.EndsWith("/clusters/demo?api-version=2026-11-01", StringComparison.Ordinal)
                && request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_job_fails_the_demo_with_its_reason()
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.Add(new JobStep("failed") { ExitCode = 1, ErrorCode = "JobFailed", Error = "expected 17984 primes\n" });

        Assert.Equal(1, await RunAsync());
        Assert.Contains("failed while waiting for the job", Told());
        Assert.Contains("expected 17984 primes", Told());
    }

    [Fact]
    public async Task A_wrong_result_fails_the_demo()
    {
        _cli.Api.NodeCount = () => 4;
        _cli.Api.Files["RESULT/result.txt"] = "together 5\n"u8.ToArray();

        Assert.Equal(1, await RunAsync());
        Assert.Contains("does not hold the expected 17984 primes", Told());
    }

    [Fact]
    public async Task A_result_of_an_earlier_run_does_not_pass_for_a_new_one()
    {
        _cli.Api.NodeCount = () => 4;
        Directory.CreateDirectory(Path.GetDirectoryName(Result)!);
        await File.WriteAllTextAsync(Result, "17984");

        Assert.Equal(1, await RunAsync());
        Assert.Contains("the job left no", Told());
    }

    [Fact]
    public async Task A_server_that_is_gone_fails_the_demo_and_names_the_phase()
    {
        _cli.Api.Intercept = request =>
            request.RequestUri!.AbsolutePath.Contains("/clusters/") ? throw new HttpRequestException("gone") : null;

        Assert.Equal(1, await RunAsync());
        Assert.Contains("failed while creating the cluster", Told());
    }

    [Fact]
    public async Task Too_long_is_told_with_the_phase()
    {
        _cli.Api.Intercept = request => request.RequestUri!.AbsolutePath.StartsWith("/operations/", StringComparison.Ordinal)
            ? FakeApi.Json(new JsonObject { ["status"] = "InProgress" })
            : null;

        Assert.Equal(1, await RunAsync(TimeSpan.FromSeconds(1)));
        Assert.Contains("it took longer than 1 s", Told());
    }

    [Fact]
    public async Task The_live_display_draws_every_moment()
    {
        IAnsiConsole console = Console();
        await new DemoLiveDisplay(console, _cli.Clock).RunAsync(show =>
        {
            show(new DemoView { Nodes = [new("node-1", "127.1.0.1", "running")], Job = "running", Output = ["[red] is only text"] });
            return Task.CompletedTask;
        });

        Assert.Contains("127.1.0.1", Told());
        Assert.Contains("[red] is only text", Told());
    }

    private string Result => Path.Combine(_cli.Directory.FullName, "demo-output", "RESULT", "result.txt");

    private Task<int> RunAsync(TimeSpan? timeout = null)
    {
        var client = new BatchAiClient(new HttpClient(_cli.Api, disposeHandler: false), new Uri(FakeApi.Url), token: null, _cli.Clock);
        IAnsiConsole console = Console();
        var options = new DemoOptions
        {
            OutputDirectory = Path.Combine(_cli.Directory.FullName, "demo-output"),
            Timeout = timeout ?? TimeSpan.FromMinutes(2),
        };
        return new DemoStory(client, console, _cli.Clock, DemoStory.DisplayFor(console, _cli.Clock)).RunAsync(
            options,
            TestContext.Current.CancellationToken);
    }

    private IAnsiConsole Console()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_screen), Ansi = AnsiSupport.No });
        console.Profile.Width = 60;
        return console;
    }

    private string Told() => _screen.ToString().ReplaceLineEndings("\n");
}
