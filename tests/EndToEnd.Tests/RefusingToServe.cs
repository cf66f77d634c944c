using BatchAi.LocalHost;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

public sealed class RefusingToServe(SharedServer shared, Azurite azurite) : IClassFixture<Azurite>
{
    private readonly LocalHostProcess _server = shared.Process;

    [Fact]
    public async Task A_data_directory_in_use_is_refused_and_the_message_names_the_other_process() =>
        Assert.Contains($"pid {_server.Pid}", await RefusalAsync("--data", _server.Data, "--port", "0"), StringComparison.Ordinal);

    [Fact]
    public async Task A_busy_port_is_refused_and_the_message_names_it()
    {
        string directory = ShortDirectory.Make();
        int port = _server.BaseUri.Port;
        Assert.Contains(
            $"{port}",
            await RefusalAsync("--data", Path.Combine(directory, "d"), "--port", $"{port}"),
            StringComparison.Ordinal);
        Assert.Equal([], ServerProcesses.Of(directory));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_data_path_that_is_a_file_is_refused()
    {
        string file = Path.GetTempFileName();
        Assert.Contains(file, await RefusalAsync("--data", file, "--port", "0"), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_data_path_that_cannot_be_written_is_refused() =>
        Assert.Contains("/proc", await RefusalAsync("--data", "/proc/batchai/data", "--port", "0"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--port", "notaport")]
    [InlineData("--port", "65536")]
    [InlineData("--containers", "maybe")]
    [InlineData("--volume", "acct/share")]
    [InlineData("--volume", "acct/share=/no/such/directory")]
    [InlineData("--gpus", "seven")]
    [InlineData("--token-file", "/no/such/file")]
    [InlineData("--log-level", "chatty")]
    [InlineData("--run-jobs-as", "no-such-user")]
    public async Task A_wrong_option_is_refused_and_the_message_names_it(params string[] words)
    {
        string directory = ShortDirectory.Make();
        string refusal = await RefusalAsync([
            "--data",
            Path.Combine(directory, "d"),
            .. words is ["--port", ..] ? words : ["--port", "0", .. words],
        ]);
        Assert.Contains(words[^1], refusal, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("--no-token", "--token", "t")]
    [InlineData("--no-token", "--token-file", "f")]
    [InlineData("--token", "t", "--token-file", "f")]
    public async Task Two_words_about_the_token_are_refused(params string[] words) =>
        Assert.Contains("contradict each other", await RefusalAsync(["--port", "0", .. words]), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_level_of_the_log_in_the_environment_is_refused_and_the_message_names_it()
    {
        string directory = ShortDirectory.Make();
        string refusal = await RefusalAsync(
            new Dictionary<string, string> { ["Logging__LogLevel__BatchAi"] = "chatty" },
            "--data",
            Path.Combine(directory, "d"),
            "--port",
            "0");
        Assert.StartsWith("error: Logging__LogLevel__BatchAi is 'chatty'; allowed are Trace, Debug", refusal, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task An_unknown_choice_of_the_agent_is_refused_and_the_message_names_what_is_allowed()
    {
        string directory = ShortDirectory.Make();
        string data = Path.Combine(directory, "d");

        string refusal = await RefusalAsync(
            new Dictionary<string, string> { [AgentBuild.Variable] = "fast" },
            "--data",
            data,
            "--port",
            "0");

        Assert.Equal("error: BATCHAI_AGENT must be native or managed, or not set; it is 'fast'", refusal.TrimEnd());
        Assert.False(Directory.Exists(data));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_native_agent_that_was_not_built_is_refused_and_the_message_says_how_to_have_it()
    {
        string directory = ShortDirectory.Make();

        FileNotFoundException refusal = Assert.Throws<FileNotFoundException>(() => AgentBuild.Find(directory, "native"));

        Assert.StartsWith("BATCHAI_AGENT is native, and ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(directory, "native", "BatchAi.NodeAgent"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("build where gcc or clang is", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_choice_the_agent_is_native_where_there_is_one_and_managed_elsewhere(string? choice)
    {
        string directory = ShortDirectory.Make();
        Assert.Contains(Path.Combine(directory, "BatchAi.NodeAgent.dll"), AgentBuild.Find(directory, choice).Words);

        string native = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "native")).FullName, "BatchAi.NodeAgent");
        File.WriteAllText(native, "");
        Assert.Equal([native], AgentBuild.Find(directory, choice).Words);
        Assert.NotEqual([native], AgentBuild.Find(directory, "managed").Words);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Storage_that_cannot_be_is_refused_without_being_quoted()
    {
        string directory = ShortDirectory.Make();
        string refusal = await RefusalAsync("--data", Path.Combine(directory, "d"), "--port", "0", "--storage", "AccountName=secret");
        Assert.StartsWith("error: --storage: it is not a connection string", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_refused_and_the_directory_stays_free_for_another()
    {
        string directory = ShortDirectory.Make();
        const string nobody =
            "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a;";
        string refusal = await RefusalAsync("--data", Path.Combine(directory, "d"), "--port", "0", "--storage", nobody);
        Assert.Contains("http://127.0.0.1:1/a: Table storage cannot serve: Connection refused", refusal, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(directory, "d", "storage")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task An_account_has_one_data_directory_and_a_data_directory_one_place_for_its_state()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(storage: await azurite.AnotherAccountAsync());
        string directory = ShortDirectory.Make();
        string other = Path.Combine(directory, "d");

        Assert.Contains(
            $"belongs to the data directory {server.Data} on {Environment.MachineName}",
            await RefusalAsync("--data", other, "--port", "0", "--storage", server.Storage),
            StringComparison.Ordinal);
        await server.InterruptAsync();
        Assert.Contains(
            $"{server.Data} has its state in http://127.0.0.1:",
            await RefusalAsync("--data", server.Data, "--port", "0"),
            StringComparison.Ordinal);
        Assert.Contains(
            "not in http://127.0.0.1:",
            await RefusalAsync("--data", server.Data, "--port", "0", "--storage", await azurite.AnotherAccountAsync()),
            StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("BATCHAI_HOSTILE_ENGINE", "very")]
    [InlineData("BATCHAI_HASTE", "0")]
    [InlineData("BATCHAI_FAIL_POINT", "nowhere")]
    public async Task A_wrong_value_of_a_variable_for_tests_is_refused_and_the_message_names_it(string variable, string value)
    {
        string directory = ShortDirectory.Make();
        string refusal = await RefusalAsync(
            new Dictionary<string, string> { [variable] = value },
            "--data",
            Path.Combine(directory, "d"),
            "--port",
            "0");
        Assert.Contains(variable, refusal, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", refusal, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_server_that_misbehaves_for_a_test_says_so()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(
            variables: new Dictionary<string, string> { ["BATCHAI_HOSTILE_ENGINE"] = "5" });

        Assert.Contains("BATCHAI_HOSTILE_ENGINE=5", (await server.InterruptAsync()).Output, StringComparison.Ordinal);
    }

    private static Task<string> RefusalAsync(params string[] words) => RefusalAsync(new Dictionary<string, string>(), words);

    private static async Task<string> RefusalAsync(Dictionary<string, string> variables, params string[] words)
    {
        ProcessOutcome outcome = await RunningProgram.RunAsync(Checkout.LocalHost, ["serve", .. words], environment: variables);

        Assert.True(outcome.ExitCode != 0, outcome.ToString());
        Assert.True(outcome.Error.TrimEnd().Split('\n') is [{ Length: > 0 }], $"expected one line on standard error, seen: {outcome}");
        Assert.Equal("", outcome.Output);
        Assert.DoesNotContain("Exception", outcome.Error, StringComparison.Ordinal);
        return outcome.Error;
    }
}
