namespace BatchAi.EndToEnd.Tests;

public sealed class SigningIn
{
    private const string Everything = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.BatchAI/workspaces";

    [Fact]
    public async Task Only_callers_with_the_token_are_let_in_and_the_command_line_finds_it()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(token: "open-sesame");
        using Api stranger = new(server.BaseUri);
        using Api guesser = new(server.BaseUri, "open-sesam");

        (await stranger.GetAsync(Everything)).Refused(401, "AuthenticationFailed");
        (await guesser.GetAsync(Everything)).Refused(401, "AuthenticationFailed");
        (await server.Api.GetAsync(Everything)).Expect(200);

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
        string tokenFile = Path.Combine(server.Data, "token");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Data));
    }
}
