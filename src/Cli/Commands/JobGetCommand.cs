using System.CommandLine;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job get</c></summary>
internal static class JobGetCommand
{
    private const string Examples = """
        batchai job get NAME stdout.txt                 into the current directory
        batchai job get NAME -d MODEL best/weights.bin --to models
        batchai job get NAME --all                      logs and all output directories, into NAME/
        batchai job get NAME --all -d MODEL             one of them
        """;

    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples("get", "Download files of a job's output", Examples);
        Argument<string> name = NameArgument.Of("job");
        Argument<string?> file = new("file")
        {
            Description = "File, with the directories below the output directory",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> all = new("--all") { Description = "Everything" };
        Option<string> id = JobFilesCommand.DirectoryId();
        Option<string?> to = new("--to") { Description = "Directory to write to", HelpName = "DIR" };
        verb.Add(name);
        verb.Add(file);
        foreach (Option option in (Option[])[all, id, to])
            verb.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            JobId job = session.Job(parsed.GetRequiredValue(name));
            string? wanted = parsed.GetValue(file);
            if (wanted is null != parsed.GetValue(all))
                throw CliException.Usage("say either a file or --all.");

            string root = Path.GetFullPath(parsed.GetValue(to) ?? (wanted is null ? job.Name : "."), session.Environment.CurrentDirectory);
            var download = new JobDownload(session.Client, job);
            IAsyncEnumerable<string> written = wanted is not null
                ? download.OneAsync(parsed.GetRequiredValue(id), wanted, root, cancellation)
                : download.AllAsync(await IdsAsync(), root, cancellation);
            await foreach (string path in written)
                session.Printer.Say(path);
            return TellLeftOut(session, download.LeftOut);

            async Task<IReadOnlyList<string>> IdsAsync() =>
                session.Given(id)
                    ? [parsed.GetRequiredValue(id)]
                    :
                    [
                        "stdouterr",
                            .. (await session.Client.GetJobAsync(job, cancellation)).Properties.OutputDirectories?.Select(directory =>
                                directory.Id!) ?? [],
                    ];
        }
        );
        return verb;
    }

    private static int TellLeftOut(Session session, IReadOnlyList<LeftOut> leftOut)
    {
        foreach (LeftOut link in leftOut.Where(each => !each.IsFailure))
            session.Error.WriteLine(Visible.Line($"note: {link.Path} was left out: {link.Reason}"));

        LeftOut[] failures = [.. leftOut.Where(each => each.IsFailure)];
        if (failures.Length == 0)
            return ExitCodes.Ok;

        string entries = failures.Length == 1 ? "1 entry" : $"{failures.Length} entries";
        session.Error.WriteLine($"error: {entries} of the job's output could not be read:");
        foreach (LeftOut failure in failures)
            session.Error.WriteLine(Visible.Line($"  {failure.Path}: {failure.Reason}"));
        return ExitCodes.Failed;
    }
}
