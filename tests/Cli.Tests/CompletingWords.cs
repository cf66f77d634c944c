using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public sealed class CompletingWords : IDisposable
{
    private readonly CliRun _cli = new();

    [Theory]
    [InlineData("jo", "job")]
    [InlineData("job l", "list,logs")]
    [InlineData("cluster re", "resize")]
    [InlineData("completion ", "bash,zsh")]
    [InlineData("run --det", "--detach")]
    [InlineData("job list --sta", "--state")]
    public async Task Verbs_and_options_are_suggested(string line, string expected)
    {
        string[] found = await SuggestAsync(line);

        foreach (string word in expected.Split(','))
            Assert.Contains(word, found);
    }

    [Theory]
    [InlineData("job logs tra", "train-1,train-2")]
    [InlineData("job list -c gp", "gpus")]
    [InlineData("cluster show gp", "gpus")]
    [InlineData("node list --cluster gp", "gpus")]
    [InlineData("job show -e nightly ni", "night-1")]
    [InlineData("experiment delete n", "nightly")]
    [InlineData("job list -w oth", "other")]
    [InlineData("node list -c ", "gpus")]
    [InlineData("job list -e ", "nightly")]
    [InlineData("job logs -e nightly ", "night-1")]
    public async Task Names_are_those_that_the_server_has(string line, string expected)
    {
        Furnish();
        _cli.IsSlow = true;

        Assert.Equal(expected.Split(','), (await SuggestAsync(line)).Where(word => word[0] is not ('-' or '/')).Order());
    }

    [Fact]
    public async Task A_new_resource_gets_a_new_name()
    {
        Furnish();

        Assert.DoesNotContain("gpus", await SuggestAsync("cluster create g"));
        Assert.DoesNotContain(_cli.Api.Requests, request => request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_refuses_or_is_not_there_leaves_what_is_known_without_it()
    {
        _cli.Api.Intercept = _ => FakeApi.Refuse(403, "Forbidden", "no");
        Assert.Contains("--follow", await SuggestAsync("job logs -"));

        _cli.Environment = _cli.Environment with { Url = "no address" };
        Assert.Contains("--follow", await SuggestAsync("job logs -"));
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task What_is_no_name_does_not_reach_the_line_that_is_typed()
    {
        _cli.IsSlow = true;
        _cli.Api.Add($"{CliRun.Workspace}/clusters/good");
        _cli.Api.Add($"{CliRun.Workspace}/clusters/bad\u001b[2J\n;rm");

        Assert.Equal(["good"], (await SuggestAsync("cluster show ")).Where(word => word[0] is not ('-' or '/')));
        Assert.DoesNotContain('\u001b', _cli.Output);
    }

    [Fact]
    public async Task A_server_that_is_none_of_ours_is_passed_over()
    {
        _cli.Api.Intercept = _ => FakeApi.Json(new JsonObject { ["value"] = 7 });

        Assert.Contains("--follow", await SuggestAsync("job logs -"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_a_second()
    {
        _cli.Api.Answered = cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);

        Assert.Contains("--follow", await SuggestAsync("job logs -"));
        Assert.Contains(TimeSpan.FromSeconds(1), _cli.Clock.Waits);
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_refused()
    {
        Assert.Equal(2, await _cli.RunAsync("completion", "tcsh"));
    }

    [Theory]
    [InlineData("bash", "batchai jo", "job")]
    [InlineData("bash", "batchai job l", "list logs")]
    [InlineData("bash", "batchai run --det", "--detach")]
    [InlineData("bash", "batchai run -- ls --he", "")]
    [InlineData("bash", "batchai run hello.j", "")]
    [InlineData("zsh", "batchai jo", "job")]
    [InlineData("zsh", "batchai job l", "list logs")]
    [InlineData("zsh", "batchai run --det", "--detach")]
    [InlineData("zsh", "batchai run -- ls --he", "files")]
    [InlineData("zsh", "batchai run hello.j", "files")]
    public async Task The_script_completes_in_a_real_shell(string shell, string line, string expected)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, shell))))
            Assert.Skip($"There is no {shell} on this machine.");

        Assert.Equal(0, await _cli.RunAsync("completion", shell));
        string script = _cli.File("completion", _cli.Output);
        string program = $"batchai() {{ dotnet '{typeof(BatchAiCli).Assembly.Location}' \"$@\"; }}";

        // What the shell sets before it calls the function, and what it takes from it.
        string simulated = shell == "bash"
            ? $$"""
                {{program}}
                . '{{script}}'
                COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _batchai
                echo "${COMPREPLY[@]}"
                """
            : $$"""
                {{program}}
                compdef() { :; }
                compadd() { shift; print -- "$@"; }
                _files() { print files; }
                . '{{script}}'
                words=({{line}}) CURRENT=$#words PREFIX=$words[-1]
                _batchai
                """;

        Assert.Equal(
            expected.Split(' ').Order(),
            (await ShellAsync(shell, _cli.File("simulated", simulated))).Trim().Split(' ').Order());
    }

    public void Dispose() => _cli.Dispose();

    private void Furnish()
    {
        _cli.Api.Add(CliRun.Workspace);
        _cli.Api.Add(CliRun.Workspace.Replace("/default", "/other", StringComparison.Ordinal));
        _cli.Api.Add($"{CliRun.Workspace}/clusters/gpus");
        _cli.Api.Add($"{CliRun.Workspace}/experiments/nightly");
        foreach (string job in (string[])["default/jobs/train-1", "default/jobs/train-2", "nightly/jobs/night-1"])
            _cli.Api.Add($"{CliRun.Workspace}/experiments/{job}");
    }

    private async Task<string[]> SuggestAsync(string line)
    {
        Assert.Equal(0, await _cli.RunAsync($"[suggest:{line.Length}]", line));
        return _cli.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> ShellAsync(string shell, string script)
    {
        ProcessStartInfo start = new(shell, [script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _cli.Directory.FullName,
        };
        start.Environment["BATCHAI_URL"] = "http://127.0.0.1:9";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await error);
        return output;
    }
}
