using System.Text.RegularExpressions;
using BatchAi.LocalHost;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What a server writes on standard error about what it does.</summary>
public sealed partial class ReadingTheLog
{
    private const string Everything = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.BatchAI/workspaces";
    private const string Requests = "BatchAi.LocalHost.RequestLog[910]: ";

    [Fact]
    public async Task At_debug_level_each_request_is_a_line_with_time_status_and_milliseconds_and_without_secrets()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(["--log-level", "debug"]);
        using Api stranger = new(server.BaseUri);
        Workspace workspace = await Workspace.MakeAsync(server, "log");
        Directory.CreateDirectory(workspace.OnShare(""));
        (await stranger.GetAsync(Everything)).Expect(401);
        (await server.Api.GetAsync($"{Everything}?api-version=2018-05-01&sig=very-secret")).Expect(200);
        Assert.Equal(403, (await Api.DownloadAsync($"{server.BaseUri}files/acct/logs/x?se=1&sig=very-secret")).Status);

        string error = (await server.InterruptAsync()).Error;
        string[] lines = [.. LocalHostProcess.Lines(error).Where(line => !line.StartsWith("warning: ", StringComparison.Ordinal))];
        Assert.Equal([], lines.Where(line => !Line().IsMatch(line)));
        Assert.Contains(lines, line => Answered("GET", Everything, 401).IsMatch(line));
        Assert.Contains(lines, line => Answered("GET", Everything, 200).IsMatch(line));
        Assert.Contains(lines, line => Answered("PUT", workspace.Path, 200).IsMatch(line));
        Assert.DoesNotContain("very-secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_sets_the_level_of_one_part_and_by_default_nothing_is_told_of_requests()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        (await server.Api.GetAsync(Everything)).Expect(200);
        Assert.DoesNotContain(Requests, (await server.InterruptAsync()).Error, StringComparison.Ordinal);

        server.Variables = new Dictionary<string, string>(server.Variables)
        {
            ["Logging__LogLevel__BatchAi.LocalHost.RequestLog"] = "Debug",
        };
        await server.ServeAgainAsync();
        (await server.Api.GetAsync(Everything)).Expect(200);
        string[] lines = LocalHostProcess.Lines((await server.InterruptAsync()).Error);
        Assert.Contains(lines, line => Answered("GET", Everything, 200).IsMatch(line));
        Assert.All(
            lines.Where(line => line.Contains(" debug ", StringComparison.Ordinal)),
            line => Assert.Contains(Requests, line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_is_told_once_line_by_line_behind_the_time_of_its_entry()
    {
        string text = Written("it failed", Thrown());

        string[] lines = LocalHostProcess.Lines(text);
        Assert.Equal("2026-11-01T02:03:04.005Z error BatchAi.Some[7]: it failed", lines[0]);
        Assert.Equal("2026-11-01T02:03:04.005Z error     System.InvalidOperationException: outer", lines[1]);
        Assert.Contains("2026-11-01T02:03:04.005Z error      ---> System.IO.IOException: inner", lines);
        Assert.Single(lines, line => line.Contains("   at BatchAi.EndToEnd.Tests.ReadingTheLog.Thrown", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("System.InvalidOperationException: outer", StringComparison.Ordinal));
        Assert.Equal([], lines.Where(line => !line.StartsWith("2026-11-01T02:03:04.005Z error ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_text_of_a_caller_can_be_no_entry_and_no_command_for_the_terminal() =>
        Assert.Equal(
            """
            2026-11-01T02:03:04.005Z error BatchAi.Some[7]: GET /\x1b[2Ja\u202e
            2026-11-01T02:03:04.005Z error     2026-11-01T00:00:00.000Z error BatchAi.Some[7]: forged

            """,
            Written("GET /\u001b[2Ja\u202e\r\n2026-11-01T00:00:00.000Z error BatchAi.Some[7]: forged", exception: null));

    private static string Written(string message, Exception? exception)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 1, 2, 3, 4, 5, TimeSpan.Zero));
        using StringWriter writer = new();
        new LogLines(clock).Write(
            new LogEntry<string>(LogLevel.Error, "BatchAi.Some", new EventId(7), message, exception, (text, _) => text), null, writer);
        return writer.ToString();
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer", new IOException("inner"));
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }

    private static Regex Answered(string method, string path, int status) => new(
        $@" debug {Regex.Escape($"{Requests}{method} {path} {status} ")}[0-9]+\.[0-9] ms$",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    /// <summary>Time in UTC and level.</summary>
    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z (trace|debug|info |warn |error|fatal) ",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Line();
}
