using System.CommandLine;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job logs</c></summary>
internal static class JobLogsCommand
{
    private const string Examples = """
        batchai job logs NAME
        batchai job logs -f NAME                        follow to the end; the exit code is the job's
        batchai job logs NAME --file stdout-job_prep.txt
        """;

    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples(
            "logs",
            "Print what a job wrote: its standard output, and its standard error on standard error",
            Examples);
        Argument<string> name = NameArgument.Of("job");
        Option<bool> follow = new("--follow", "-f") { Description = "Go on until the job ends" };
        Option<string?> file = new("--file")
        {
            Description = "Another file of the log directory; see: batchai job files",
            HelpName = "FILE",
        };
        verb.Add(name);
        verb.Add(follow);
        verb.Add(file);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                JobId job = session.Job(parsed.GetRequiredValue(name));
                string? wanted = parsed.GetValue(file);
                LogFiles files = wanted is null ? LogFiles.Main : LogFiles.Named(wanted);
                if (parsed.GetValue(follow))
                    return await new JobWatch(session).ToTheEndAsync(job, files, cancellation);

                await session.Client.GetJobAsync(job, cancellation);
                var tail = new OutputTail(session.Client, job, files, "stdouterr", session.Output, session.Error);
                await tail.PumpAsync(cancellation);
                await tail.EndAsync(cancellation);
                if (tail.FilesSeen == 0 && wanted is not null)
                    throw new CliException(ExitCodes.NotFound, $"job {job.Name} has no file {wanted}; see: batchai job files {job.Name}");
                return ExitCodes.Ok;
            });
        return verb;
    }
}
