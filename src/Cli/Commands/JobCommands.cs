using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job …</c></summary>
internal static class JobCommands
{
    private static readonly IReadOnlyList<Column<WireResource<JobProperties>>> s_columns =
    [
        new("NAME", item => item.Name ?? "-"),
        new("STATE", item => Wording.Of(item.Properties.ExecutionState)),
        new("NODES", item => item.Properties.NodeCount?.ToString() ?? "-"),
        new("EXIT", item => item.Properties.ExecutionInfo?.ExitCode?.ToString() ?? "-"),
        new("TOOL", item => item.Properties.ToolType ?? "-"),
        new("CLUSTER", item => Wording.NameOf(item.Properties.Cluster?.Id)),
        new("CREATED", item => Wording.Of(item.Properties.CreationTime)),
        new("TOOK", item => item.Properties.ExecutionInfo is { StartTime: { } start, EndTime: { } end } ? Wording.Of(end - start) : "-"),
    ];

    private static readonly IReadOnlyList<Column<WireResource<JobProperties>>> s_none = [];

    private static readonly IReadOnlyList<Column<WireResource<JobProperties>>> s_lines =
    [
        .. s_columns,
        new("STARTED", item => Wording.Of(item.Properties.ExecutionInfo?.StartTime)),
        new("ENDED", item => Wording.Of(item.Properties.ExecutionInfo?.EndTime)),
        new("ATTEMPT", item => AttemptOf(item.Properties.ExecutionInfo)),
        new("OUTPUT", item => $"{item.Properties.StdOutErrPathPrefix}/{item.Properties.JobOutputDirectoryPathSegment}"),
        new(
            "ERRORS",
            item =>
                item.Properties.ExecutionInfo?.Errors is { Count: > 0 } errors ? Joined(errors) : "none"),
    ];

    private static string Joined(IReadOnlyList<BatchAIError> errors) =>
        string.Join("; ", errors.Select(error => $"{error.Code}: {error.Message}"));

    /// <param name="services">What the verbs work with.</param>
    /// <param name="command">The words after <c>--</c>, or null.</param>
    public static Command Create(CliServices services, IReadOnlyList<string>? command) => new("job", "Jobs of the experiment")
    {
        JobListCommand.Create(services, s_columns),
        Show(services),
        JobLogsCommand.Create(services),
        JobFilesCommand.Create(services),
        JobGetCommand.Create(services),
        ExecCommands.OfJob(services, command),
        Kill(services),
        SimpleVerbs.Delete(services, "job", (session, name) => session.Job(name).ArmId),
    };

    /// <summary>For example <c>2, after exit code 75</c>.</summary>
    private static string AttemptOf(ExecutionInfo? info) => info switch
    {
        null or { Attempt: null } => "-",
        { PreviousAttempt: null } => $"{info.Attempt}",
        { PreviousAttempt: { ExitCode: { } code } } => $"{info.Attempt}, after exit code {code}",
        { PreviousAttempt.Errors: [var error, ..] } => $"{info.Attempt}, after {error.Code}: {error.Message}",
        _ => $"{info.Attempt}",
    };

    private static Command Show(CliServices services)
    {
        var verb = new Command("show", "Show one job; of one that waits, why");
        Argument<string> name = NameArgument.Of("job");
        verb.Add(name);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            JobId job = session.Job(parsed.GetRequiredValue(name));
            JsonElement raw = await session.Client.GetAsync(job.ArmId, cancellation, BatchAiClient.NewApiVersion);
            bool waits = !session.Printer.Json && BatchAiClient.Job(raw).Properties.ExecutionState is ExecutionState.Queued;
            string? reason = waits ? await session.Client.ExplainAsync(job, cancellation) : null;
            IReadOnlyList<BatchAIError>? warnings =
                session.Printer.Json ? null : BatchAiClient.Job(raw).Properties.ExecutionInfo?.Warnings;
            session.Printer.Resource(
                raw,
                BatchAiClient.Job,
                [
                    .. s_lines,
                    .. warnings is { Count: > 0 } ? [new Column<WireResource<JobProperties>>("WARNINGS", _ => Joined(warnings))] : s_none,
                    .. reason is null ? s_none : [new Column<WireResource<JobProperties>>("WAITING", _ => reason)],
                ]);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Command Kill(CliServices services)
    {
        var verb = new Command("kill", "Stop a job and wait until it has ended; one that has ended stays as it is");
        Argument<string> name = NameArgument.Of("job");
        Option<bool> noWait = new("--no-wait") { Description = "Return once the server has accepted it" };
        verb.Add(name);
        verb.Add(noWait);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            JobId job = session.Job(parsed.GetRequiredValue(name));
            bool wait = !parsed.GetValue(noWait);
            await session.Client.TerminateAsync(job, wait, cancellation);
            var pace = new PollPace();
            while (wait && !JobFollower.HasEnded((await session.Client.GetJobAsync(job, cancellation)).Properties))
                await Task.Delay(pace.Next(), session.Clock, cancellation);

            session.Printer.Resource(await session.Client.GetAsync(job.ArmId, cancellation), BatchAiClient.Job, s_columns);
            return ExitCodes.Ok;
        });
        return verb;
    }
}
