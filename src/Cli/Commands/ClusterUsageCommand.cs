using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai cluster usage</c></summary>
internal static class ClusterUsageCommand
{
    private const string DayFormat = "yyyy-MM-dd";

    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples(
            "usage",
            "Show the hours of a cluster's nodes, by what they did and by job: this month, or the days given",
            """
            batchai cluster usage default
            batchai cluster usage default --from 2026-11-01 --to 2026-11-30
            """);
        Argument<string> name = NameArgument.Of("cluster");
        Option<DateOnly?> from = Day("--from", "First day, UTC (the first of the month)");
        Option<DateOnly?> to = Day("--to", "Last day, included (today)");
        verb.Add(name);
        verb.Add(from);
        verb.Add(to);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                JsonElement raw = await session.Client.GetLedgerAsync(
                    session.ClusterNamed(parsed.GetRequiredValue(name)),
                    parsed.GetValue(from),
                    parsed.GetValue(to),
                    cancellation);
                Print(session.Printer, raw);
                return ExitCodes.Ok;
            }
        );
        return verb;
    }

    private static Option<DateOnly?> Day(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "DAY",
            CustomParser = result =>
            {
                if (
                    DateOnly.TryParseExact(
                        result.Tokens[0].Value,
                        DayFormat,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out DateOnly day))
                    return day;
                result.AddError($"{name} '{result.Tokens[0].Value}' is not a day like 2026-11-23.");
                return null;
            },
        };

    private static void Print(Printer printer, JsonElement raw)
    {
        ClusterLedger ledger = BatchAiClient.Ledger(raw);
        printer.Resource(
            raw,
            _ => ledger,
            [
                new("FROM", item => item.From.ToString(DayFormat, CultureInfo.InvariantCulture)),
                new("TO", item => item.To.ToString(DayFormat, CultureInfo.InvariantCulture)),
                new("NODE HOURS", item => Hours(item.NodeHours)),
                .. ledger.States.Select(state => new Column<ClusterLedger>(state.State.ToUpperInvariant(), _ => Hours(state.NodeHours))),
                new("JOBS", item => item.JobCount.ToString(CultureInfo.InvariantCulture)),
                .. ledger.Jobs.Select(job => new Column<ClusterLedger>($"  {job.Name}", _ => Hours(job.NodeHours))),
            ]);
        if (ledger.Jobs.Count < ledger.JobCount)
            printer.Say($"and {ledger.JobCount - ledger.Jobs.Count} jobs with less");
    }

    private static string Hours(double hours) => hours.ToString("0.00##", CultureInfo.InvariantCulture);
}
