using BatchAi.Linux;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Who may use a server: without being told anything it makes a token, which batchai of the same user finds.</summary>
public sealed class SigningIn
{
    private const string Everything = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.BatchAI/workspaces";

    [Fact]
    public async Task A_server_makes_a_token_keeps_it_for_itself_and_lets_nobody_in_without()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        string made = server.Token;
        using Api stranger = new(server.BaseUri);
        using Api guesser = new(server.BaseUri, made[..^1]);

        Assert.Matches("^batchai_[A-Za-z0-9_-]{43}$", made);
        (await stranger.GetAsync(Everything)).Refused(401, "AuthenticationFailed");
        (await guesser.GetAsync(Everything)).Refused(401, "AuthenticationFailed");
        (await server.Api.GetAsync(Everything)).Expect(200);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Data));

        // The nodes of such a server have tokens of their own: a job runs to its end.
        ProcessOutcome run = await BatchAiProcess.RunAsync(server, "run", "--", "echo", "signed in");
        Assert.True(run is { ExitCode: 0, Output: "signed in\n" }, run.ToString());

        // From a directory that knows nothing of the server, with nothing in the environment.
        ProcessOutcome elsewhere = await RunningProgram.RunAsync(
            Checkout.Cli,
            ["job", "list"],
            Path.GetTempPath(),
            new Dictionary<string, string>
            {
                ["BATCHAI_DATA"] = "",
                ["BATCHAI_URL"] = "",
                ["BATCHAI_TOKEN"] = "",
                ["XDG_STATE_HOME"] = server.StateDirectory,
            });
        Assert.True(elsewhere.ExitCode == 0 && elsewhere.Output.Contains("succeeded", StringComparison.Ordinal), elsewhere.ToString());

        await server.KillAsync();
        await server.ServeAgainAsync();
        Assert.Equal(made, server.Token);
        Assert.DoesNotContain(made, server.Output + server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_given_holds_for_that_start_alone_and_one_on_the_line_is_warned_of()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(["--token", "open-sesame"]);
        Assert.Equal("open-sesame", server.Token);
        Assert.Contains("warning: the token stands on the command line", (await server.InterruptAsync()).Error, StringComparison.Ordinal);

        string file = Path.Combine(Path.GetDirectoryName(server.Data)!, "given");
        await File.WriteAllTextAsync(file, "from-a-file\n", TestContext.Current.CancellationToken);
        OwnerOnly.CloseFile(file);
        server.Options = ["--token-file", file];
        await server.ServeAgainAsync();
        (await server.Api.GetAsync(Everything)).Expect(200);
        Assert.Equal("from-a-file", server.Token);
        Assert.DoesNotContain("token", (await server.InterruptAsync()).Error, StringComparison.Ordinal);

        server.Options = [];
        server.Variables = new Dictionary<string, string>(server.Variables) { ["BATCHAI_SERVE_TOKEN"] = "from-a-variable" };
        await server.ServeAgainAsync();
        (await server.Api.GetAsync(Everything)).Expect(200);
        Assert.Equal("from-a-variable", server.Token);
        await server.InterruptAsync();

        server.Variables = new Dictionary<string, string>(server.Variables) { ["BATCHAI_SERVE_TOKEN"] = "" };
        await server.ServeAgainAsync();
        Assert.StartsWith("batchai_", server.Token, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_everybody_is_let_in_and_a_warning_says_what_that_means()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(["--no-token"]);
        using Api stranger = new(server.BaseUri);

        (await stranger.GetAsync(Everything)).Expect(200);
        Assert.False(File.Exists(server.TokenFile));
        ProcessOutcome listed = await BatchAiProcess.RunAsync(server, "job", "list", "--all");
        Assert.True(listed.ExitCode is 0 or 3, listed.ToString());
        ProcessOutcome stopped = await server.InterruptAsync();
        Assert.Contains(
            "warning: --no-token: every user of this machine, and every program on it, can run commands as ",
            stopped.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_token_that_others_can_read_is_told_and_the_server_does_not_start()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        string made = server.Token;
        await server.InterruptAsync();
        File.SetUnixFileMode(server.TokenFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        ProcessOutcome refused = await RunningProgram.RunAsync(Checkout.LocalHost, ["serve", "--port", "0", "--data", server.Data],
            environment: server.Variables);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"{server.TokenFile} holds a secret and can be opened by other users (mode 0404)", refused.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(made, refused.Error, StringComparison.Ordinal);

        // As it says: without the file another one is made.
        File.Delete(server.TokenFile);
        await server.ServeAgainAsync();
        Assert.NotEqual(made, server.Token);
    }

    [Fact]
    public async Task A_server_of_root_says_what_its_jobs_can_do()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the tests do not run as root");
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();

        ProcessOutcome stopped = await server.InterruptAsync();
        Assert.Equal([LocalHostProcess.RootWarning], LocalHostProcess.Lines(stopped.Error));
    }
}
