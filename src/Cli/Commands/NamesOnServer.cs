using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Completes names of workspaces, experiments, clusters and jobs by asking the server that the command line means. A
/// shell waits for the answer while somebody types, so it comes soon or not at all.
/// </summary>
internal sealed class NamesOnServer(CliServices services)
{
    /// <summary>Longer than any answer of a server that is near, shorter than anybody's patience.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>More than a terminal shows well.</summary>
    private const int Most = 200;

    /// <summary>Gives the options and arguments of all verbs that name something the names that there are.</summary>
    public void AddTo(RootCommand root)
    {
        (string Verb, Func<Session, string> Path, Option<string>? Option)[] kinds =
        [
            ("workspace", session => session.Workspace.ArmId[..session.Workspace.ArmId.LastIndexOf('/')], services.Options.Workspace),
            ("experiment", session => $"{session.Workspace.ArmId}/experiments", services.Options.Experiment),
            ("cluster", session => $"{session.Workspace.ArmId}/clusters", services.Options.Cluster),
            ("job", session => $"{session.Experiment.ArmId}/jobs", null),
        ];
        foreach ((string verb, Func<Session, string> path, Option<string>? option) in kinds)
        {
            option?.CompletionSources.Add(context => Names(root, context, path));
            foreach (Command command in root.Subcommands.Single(command => command.Name == verb).Subcommands)
            {
                // Who creates something wants a new name.
                if (command.Name != "create")
                    command.Arguments.SingleOrDefault(argument => argument.Name == "name")?.CompletionSources.Add(
                        context => Names(root, context, path));
            }
        }
    }

    private IEnumerable<CompletionItem> Names(RootCommand root, CompletionContext context, Func<Session, string> path)
    {
        try
        {
            Session session = services.Open(Whole(root, context.ParseResult));

            // The parser asks without waiting; there is nothing else this process could do meanwhile.
            return Task.Run(() => ListAsync(session, path(session))).GetAwaiter().GetResult();
        }
        catch (Exception unknown) when (
            unknown is CliException or RequestRefusedException or HttpRequestException or OperationCanceledException or IOException)
        {
            return [];
        }
        catch (Exception odd) when (odd is KeyNotFoundException or InvalidOperationException)
        {
            // JSON of another shape: no server of ours.
            return [];
        }
    }

    /// <summary>The line without an option that waits for its value: what that value would be cannot be asked.</summary>
    private static ParseResult Whole(RootCommand root, ParseResult typed) =>
        typed.Tokens is [.., { Type: TokenType.Option }] ? root.Parse([.. typed.Tokens.SkipLast(1).Select(word => word.Value)]) : typed;

    /// <summary>Only what is a name: a shell writes the answer into the line that is typed.</summary>
    private async Task<IReadOnlyList<CompletionItem>> ListAsync(Session session, string path)
    {
        using CancellationTokenSource patience = new(s_patience, services.Clock);
        return await session.Client
            .ListAsync(path, patience.Token)
            .Take(Most)
            .Select(item => item.GetProperty("name").GetString() ?? "")
            .Where(name => ResourceName.TryParse(name, out _))
            .Select(name => new CompletionItem(name))
            .ToListAsync(patience.Token);
    }
}
