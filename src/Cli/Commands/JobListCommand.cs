using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job list</c></summary>
internal static class JobListCommand
{
    private const string Examples = """
        batchai job list                                the newest first
        batchai job list --state running --state queued
        batchai job list --all --last 20                of all experiments of the workspace
        batchai job list -c gpus                        of one cluster
        """;

    public static Command Create(CliServices services, IReadOnlyList<Column<WireResource<JobProperties>>> columns)
    {
        var verb = new CommandWithExamples("list", "List jobs, the newest first", Examples);
        Option<string[]> state = new("--state")
        {
            Description = "Only jobs in this state: queued, running, terminating, succeeded or failed; may be given again",
            HelpName = "STATE",
        };
        state.AcceptOnlyFromAmong(
            StringComparer.OrdinalIgnoreCase,
            [.. Enum.GetValues<ExecutionState>().Select(value => Wording.Of<ExecutionState>(value))]);
        Option<bool> all = new("--all") { Description = "Jobs of all experiments of the workspace" };
        Option<int?> last = new("--last") { Description = "Only the newest of them", HelpName = "N" };
        last.AtLeast(1);
        foreach (Option option in (Option[])[state, all, last])
            verb.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            if (session.ClusterGiven)
                await session.Client.GetAsync(session.Cluster.ArmId, cancellation);

            string[] states = parsed.GetValue(state) ?? [];
            List<JsonElement> jobs = await Jobs(session, parsed.GetValue(all), cancellation)
                .Select(raw => (Raw: raw, Job: BatchAiClient.Job(raw)))
                .Where(pair => Matches(pair.Job.Properties, states, session))
                .OrderByDescending(pair => pair.Job.Properties.CreationTime ?? DateTimeOffset.MinValue)
                .ThenBy(pair => pair.Job.Name, StringComparer.Ordinal)
                .Take(parsed.GetValue(last) ?? int.MaxValue)
                .Select(pair => pair.Raw)
                .ToListAsync(cancellation);
            session.Printer.List(
                jobs,
                BatchAiClient.Job,
                parsed.GetValue(all) ? [new("EXPERIMENT", item => JobNames.ExperimentOf(item.Id)), .. columns] : columns);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static IAsyncEnumerable<JsonElement> Jobs(Session session, bool all, CancellationToken cancellation) => all
        ? JobNames.AllJobs(session.Client, session.Workspace, cancellation)
        : session.Client.ListAsync($"{session.Experiment.ArmId}/jobs", cancellation);

    private static bool Matches(JobProperties job, string[] states, Session session) =>
        (states.Length == 0 || states.Contains(Wording.Of(job.ExecutionState), StringComparer.OrdinalIgnoreCase))
        && (!session.ClusterGiven || string.Equals(job.Cluster?.Id, session.Cluster.ArmId, StringComparison.OrdinalIgnoreCase));
}
