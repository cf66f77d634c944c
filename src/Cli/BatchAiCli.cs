using System.CommandLine;
using System.CommandLine.Invocation;

namespace BatchAi.Cli;

/// <summary>The <c>batchai</c> program without its process: words in, exit code out.</summary>
/// <param name="environment">What the process it runs in says.</param>
/// <param name="output">Standard output: results and a job's own output.</param>
/// <param name="error">Standard error: progress, notes and errors.</param>
/// <param name="handler">How requests are sent; the caller disposes it.</param>
/// <param name="clock">For waits.</param>
/// <param name="random">For names of jobs.</param>
public sealed class BatchAiCli(
    CliEnvironment environment,
    CliOutput output,
    CliOutput error,
    HttpMessageHandler handler,
    TimeProvider clock,
    Random random)
{
    /// <summary>Runs one command line; never throws for what a user can cause.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        (IReadOnlyList<string> before, IReadOnlyList<string>? command) = Split(words);
        using var http = new HttpClient(handler, disposeHandler: false);
        var services = new CliServices(environment, output, error, http, clock, random, new GlobalOptions());
        RootCommand root = CommandTree.Create(services, command);
        ParseResult parsed = root.Parse(HelpCommand.Words(before));
        if (command is not null && parsed.CommandResult.Command.Name is not ("run" or "exec"))
            return Fail(ExitCodes.Usage, "only 'batchai run', 'job exec' and 'node exec' take a command after --.");

        await using TextWriter help = output.OpenForHelp();
        await using TextWriter mistakes = error.OpenForHelp();
        var invocation = new InvocationConfiguration { Output = help, Error = mistakes, EnableDefaultExceptionHandler = false };
        if (parsed.Action is ParseErrorAction)
        {
            // Only the first words of a verb: its help says which there are, on standard error, since nothing was done.
            if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
                await root.Parse([.. words, "--help"]).InvokeAsync(new InvocationConfiguration { Output = mistakes }, cancellation);
            foreach (string line in UsageErrors.Of(parsed))
                error.WriteLine(line);
            return ExitCodes.Usage;
        }

        return await GuardAsync(services, parsed, invocation, cancellation);
    }

    /// <summary>The process edge: every expected failure becomes a line and an exit code.</summary>
    private async Task<int> GuardAsync(
        CliServices services,
        ParseResult parsed,
        InvocationConfiguration invocation,
        CancellationToken cancellation)
    {
        try
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (RequestRefusedException refused)
        {
            return Fail(refused.Status == 404 ? ExitCodes.NotFound : ExitCodes.Failed, [.. refused.Lines, .. Advice(services, refused)]);
        }
        catch (CliException mistake)
        {
            return Fail(mistake.ExitCode, mistake.Message);
        }
        catch (HttpRequestException unreachable)
        {
            return FailUnreachable(services, unreachable.Message);
        }
        catch (OperationCanceledException timeout) when (timeout.InnerException is TimeoutException)
        {
            return FailUnreachable(services, "it took too long");
        }
        catch (OperationCanceledException)
        {
            return Fail(ExitCodes.Interrupted, "interrupted.");
        }
        catch (Exception file) when (file is IOException or UnauthorizedAccessException)
        {
            return Fail(ExitCodes.Failed, file.Message);
        }
    }

    /// <summary>A server of this machine that was found, or named, without its token.</summary>
    private static IEnumerable<string> Advice(CliServices services, RequestRefusedException refused) =>
        refused.Status == 401 && services.Server is { IsLocal: true, Token: null }
            ? ["  If the server is yours, name its data directory with BATCHAI_DATA; else ask for its token (--token-file, BATCHAI_TOKEN)."]
            : [];

    /// <summary>Everything after the first <c>--</c> is a command of the user and none of our options.</summary>
    private static (IReadOnlyList<string> Before, IReadOnlyList<string>? Command) Split(IReadOnlyList<string> words)
    {
        int dashes = words.TakeWhile(word => word != "--").Count();
        return dashes == words.Count ? (words, null) : ([.. words.Take(dashes)], [.. words.Skip(dashes + 1)]);
    }

    private int FailUnreachable(CliServices services, string reason) =>
        Fail(ExitCodes.NoServer, services.Server?.UnreachableMessage(reason) ?? reason);

    private int Fail(int exitCode, params ReadOnlySpan<string> lines)
    {
        for (int i = 0; i < lines.Length; i++)
            error.WriteLine(i == 0 ? $"error: {lines[i]}" : lines[i]);
        return exitCode;
    }
}
