using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai cluster journal</c></summary>
internal static class ClusterJournalCommand
{
    private const int WhenNotSaid = 20;

    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples("journal", "Show what was decided about a cluster, the latest last", """
            batchai cluster journal default
            batchai cluster journal default --last 200
            """);
        Argument<string> name = NameArgument.Of("cluster");
        Option<int> last = new("--last")
        {
            Description = $"How many decisions ({WhenNotSaid})",
            HelpName = "N",
            DefaultValueFactory = _ => WhenNotSaid,
        };
        last.AtLeast(1);
        verb.Add(name);
        verb.Add(last);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                List<JsonElement> latest = await session
                    .Client.ListRawJournalAsync(session.ClusterNamed(parsed.GetRequiredValue(name)), cancellation)
                    .Take(parsed.GetValue(last))
                    .ToListAsync(cancellation);
                latest.Reverse();
                JobNames jobs = await JobNames.FindAsync(
                    session.Client,
                    session.Workspace,
                    session.Printer.Json ? [] : latest.Select(raw => BatchAiClient.JournalEntry(raw).Text),
                    cancellation);
                session.Printer.List<JournalEntry>(
                    latest,
                    BatchAiClient.JournalEntry,
                    new("AT", entry => Wording.Of((DateTimeOffset?)entry.At)),
                    new("DECISION", entry => jobs.In(entry.Text)));
                return ExitCodes.Ok;
            }
        );
        return verb;
    }
}
