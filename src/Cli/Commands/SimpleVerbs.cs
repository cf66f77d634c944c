using System.CommandLine;
using System.Text.Json;

namespace BatchAi.Cli;

/// <summary>Verbs that every resource has: list, show, delete.</summary>
internal static class SimpleVerbs
{
    public static Command List<TItem>(
        CliServices services,
        string what,
        Func<Session, string> path,
        Func<JsonElement, TItem> read,
        params IReadOnlyList<Column<TItem>> columns)
    {
        var verb = new Command("list", $"List {what}s");
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            List<JsonElement> items = await session.Client.ListAsync(path(session), cancellation).ToListAsync(cancellation);
            session.Printer.List(items, read, columns);
            return ExitCodes.Ok;
        });
        return verb;
    }

    public static Command Show<TItem>(
        CliServices services,
        string what,
        Func<Session, string, string> path,
        Func<JsonElement, TItem> read,
        params IReadOnlyList<Column<TItem>> lines)
    {
        var verb = new Command("show", $"Show one {what}");
        Argument<string> name = NameArgument.Of(what);
        verb.Add(name);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                session.Printer.Resource(
                    await session.Client.GetAsync(path(session, parsed.GetRequiredValue(name)), cancellation),
                    read,
                    lines);
                return ExitCodes.Ok;
            }
        );
        return verb;
    }

    public static Command Delete(CliServices services, string what, Func<Session, string, string> path)
    {
        var verb = new Command("delete", $"Delete a {what} and wait until it is gone");
        Argument<string> name = NameArgument.Of(what);
        Option<bool> noWait = new("--no-wait") { Description = "Return once the server has accepted it" };
        verb.Add(name);
        verb.Add(noWait);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            bool wait = !parsed.GetValue(noWait);
            bool existed = await session.Client.DeleteAsync(path(session, parsed.GetRequiredValue(name)), wait, cancellation);
            if (!existed)
                throw new CliException(ExitCodes.NotFound, $"there is no {what} {parsed.GetRequiredValue(name)}.");

            session.Printer.Say($"{parsed.GetRequiredValue(name)} {(wait ? "deleted" : "is being deleted")}");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
