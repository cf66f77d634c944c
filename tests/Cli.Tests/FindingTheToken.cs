using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using BatchAi.Linux;

namespace BatchAi.Cli.Tests;

/// <summary>A token reaches the server that it is for, and no other user's program.</summary>
[SupportedOSPlatform("linux")]
public sealed class FindingTheToken : IDisposable
{
    private const string Server = "http://127.0.0.1:5000";

    private readonly CliRun _cli = new();
    private readonly List<string?> _sent = [];

    public FindingTheToken()
    {
        _cli.Environment = _cli.Environment with { Url = null };
        _cli.Api.Intercept = request =>
        {
            _sent.Add($"{request.RequestUri!.Authority} {request.Headers.Authorization}");
            return null;
        };
    }

    private string Data => Path.Combine(_cli.Directory.FullName, ".batchai");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_token_that_a_server_left_goes_to_it()
    {
        Leave(Server, "kept");

        Assert.Equal(0, await _cli.RunAsync("job", "list"));
        Assert.Equal(["127.0.0.1:5000 Bearer kept"], _sent);
    }

    [Fact]
    public async Task A_token_that_others_can_read_is_refused_and_nothing_is_sent()
    {
        string token = Leave(Server, "kept");
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Empty(_sent);
        Assert.Contains($"{token} holds a secret and can be opened by other users (mode 0440)", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("chmod 600", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kept", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_user_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to another user");
        FileSystemUser.Give(Leave(Server, "kept"), 65534, 65534);

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Empty(_sent);
        Assert.Contains("belongs to the user with uid 65534, not to you", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("endpoint")]
    public async Task A_directory_that_another_user_made_where_one_works_leads_nowhere(string whose)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to another user");
        Leave(Server, "kept");
        FileSystemUser.Give(Path.Combine(Data, whose), 65534, 65534);
        _cli.Environment = _cli.Environment with { Answers = url => url.Port == 5000 };

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Empty(_sent);
        Assert.Contains($"{Data}/endpoint (of another user)", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_user_took_after_the_server_was_killed_gets_neither_token_nor_request()
    {
        Leave(Server, "kept");
        _cli.Environment = _cli.Environment with { IsOwn = _ => false, Answers = url => url.Port == 5000 };

        Assert.Equal(ExitCodes.NoServer, await _cli.RunAsync("job", "list"));
        Assert.Empty(_sent);
        Assert.Contains("another user's program listens there now", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_named_by_the_address_that_it_left_is_given_its_token()
    {
        Leave(Server, "kept");

        Assert.Equal(0, await _cli.RunAsync("job", "list", "--url", Server));
        Assert.Equal(0, await _cli.RunAsync("job", "list", "--url", "http://127.0.0.1:5001"));
        Assert.Equal(0, await _cli.RunAsync("job", "list", "--url", "http://localhost:5000"));
        _cli.Environment = _cli.Environment with { IsOwn = _ => false };
        Assert.Equal(0, await _cli.RunAsync("job", "list", "--url", Server));
        Assert.Equal(["127.0.0.1:5000 Bearer kept", "127.0.0.1:5001 ", "localhost:5000 ", "127.0.0.1:5000 "], _sent);
    }

    [Fact]
    public void A_token_that_was_found_never_leaves_the_machine()
    {
        Leave("https://batchai.example.com", "kept");

        Assert.Null(ServerConnection.Resolve(url: null, token: null, _cli.Environment).Token);
    }

    [Fact]
    public async Task A_token_is_read_from_a_file_and_one_on_the_line_is_warned_of()
    {
        Leave(Server, "kept");
        string file = _cli.File("secret", " given\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);

        Assert.Equal(0, await _cli.RunAsync("job", "list", "--token-file", file));
        Assert.Equal("", _cli.Error);
        Assert.Equal(0, await _cli.RunAsync("job", "list", "--token", "shown"));
        Assert.Equal(["127.0.0.1:5000 Bearer given", "127.0.0.1:5000 Bearer shown"], _sent);
        Assert.Equal(
            "warning: a token on the command line can be read by every user of this machine; use --token-file or BATCHAI_TOKEN.\n",
            _cli.Error);
    }

    [Fact]
    public async Task A_file_for_a_token_that_is_open_empty_or_absent_is_a_wrong_command_line()
    {
        Leave(Server, "kept");
        string open = _cli.File("open", "given");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        string empty = _cli.File("empty", "\n");
        File.SetUnixFileMode(empty, UnixFileMode.UserRead);

        foreach (string file in (string[])[open, empty, Path.Combine(_cli.Directory.FullName, "absent")])
            Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("job", "list", "--token-file", file));
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("job", "list", "--token-file", empty, "--token", "t"));
        Assert.Empty(_sent);
        Assert.DoesNotContain("given", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_a_token_where_none_was_found_is_told_with_the_ways_to_give_one()
    {
        _cli.Api.Intercept = _ => new HttpResponseMessage(HttpStatusCode.Unauthorized)
        {
            Content = new StringContent("""{"error":{"code":"AuthenticationFailed","message":"The request needs a token."}}"""),
        };

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("job", "list", "--url", Server));
        Assert.Equal(
            "error: AuthenticationFailed: The request needs a token.\n"
            + "  If the server is yours, name its data directory with BATCHAI_DATA; else ask for its token (--token-file, BATCHAI_TOKEN).\n",
            _cli.Error);
    }

    [Fact]
    public void Who_listens_on_this_machine_is_known()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.True(Reachable.IsOwn(new Uri($"http://127.0.0.1:{port}")));
        Assert.False(Reachable.IsOwn(new Uri($"http://localhost:{port}")));
        listener.Stop();
        Assert.False(Reachable.IsOwn(new Uri($"http://127.0.0.1:{port}")));
    }

    /// <summary>What a server leaves in its data directory.</summary>
    /// <returns>The file with the token.</returns>
    private string Leave(string endpoint, string token)
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "endpoint"), endpoint + "\n");
        string file = Path.Combine(Data, "token");
        CliRun.WriteSecret(file, token + "\n");
        return file;
    }
}
