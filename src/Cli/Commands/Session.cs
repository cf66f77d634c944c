using System.CommandLine;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>A server, the names the global options gave, and where to print.</summary>
internal sealed class Session
{
    private readonly CliServices _services;
    private readonly ParseResult _parsed;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public Session(CliServices services, ServerConnection server, ParseResult parsed)
    {
        _services = services;
        _parsed = parsed;
        Server = server;
        Client = new BatchAiClient(services.Http, server.Url, server.Token, services.Clock);
        Printer = new Printer(services.Output, parsed.GetValue(services.Options.Output) == "json");
        Workspace = WorkspaceNamed(Text(services.Options.Workspace));
        Experiment = new ExperimentId(Workspace, Checked(Text(services.Options.Experiment), "experiment"));
        string cluster = Text(services.Options.Cluster);
        Cluster = ClusterId.TryParse(cluster, out ClusterId? id) ? id : new ClusterId(Workspace, Checked(cluster, "cluster"));
    }

    public ServerConnection Server { get; }

    public BatchAiClient Client { get; }

    public Printer Printer { get; }

    public WorkspaceId Workspace { get; }

    public ExperimentId Experiment { get; }

    public ClusterId Cluster { get; }

    public CliEnvironment Environment => _services.Environment;

    public CliOutput Output => _services.Output;

    public CliOutput Error => _services.Error;

    public TimeProvider Clock => _services.Clock;

    public Random Random => _services.Random;

    /// <summary>Whether the option was written, and not just has a default.</summary>
    public bool Given(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>Whether the user named the experiment.</summary>
    public bool ExperimentGiven => Given(_services.Options.Experiment);

    /// <summary>Whether the user named the cluster.</summary>
    public bool ClusterGiven => Given(_services.Options.Cluster);

    /// <summary>Notes for the user, each once, on standard error: standard output is for results.</summary>
    public Task TellAsync(IEnumerable<string> notes) => TellAsync("note", notes);

    /// <summary>What is probably a mistake and does not end the command.</summary>
    public Task WarnAsync(IEnumerable<string> warnings) => TellAsync("warning", warnings);

    public JobId Job(string name) => new(Experiment, Checked(name, "job"));

    public ExperimentId ExperimentNamed(string name) => new(Workspace, Checked(name, "experiment"));

    public ClusterId ClusterNamed(string name) => new(Workspace, Checked(name, "cluster"));

    public WorkspaceId WorkspaceNamed(string name) =>
        new(Text(_services.Options.Subscription), Text(_services.Options.ResourceGroup), Checked(name, "workspace"));

    /// <summary>The options another command needs to mean the same place: those that were written, the token left out.</summary>
    public string OptionsAgain(ExperimentId experiment)
    {
        GlobalOptions options = _services.Options;
        IEnumerable<string> words = (
            (IEnumerable<(Option<string> Option, string Letter)>)
                [(options.Workspace, "-w"), (options.ResourceGroup, "-g"), (options.Subscription, "--subscription")])
            .Where(pair => Given(pair.Option))
            .Select(pair => $"{pair.Letter} {ShellQuoting.Quote(Text(pair.Option))} ");
        string inExperiment = experiment.Name == GlobalOptions.DefaultName ? "" : $"-e {experiment.Name} ";
        string url = Given(options.Url) ? $"--url {ShellQuoting.Quote(_parsed.GetValue(options.Url)!)} " : "";
        string token = _parsed.GetValue(options.TokenFile) is { } file ? $"--token-file {ShellQuoting.Quote(file)} " : "";
        return string.Concat(words) + inExperiment + url + token;
    }

    private async Task TellAsync(string kind, IEnumerable<string> texts)
    {
        foreach (string line in texts.Select(text => $"{kind}: {text}").Where(_told.Add))
            await Error.WriteLineAsync(line);
    }

    /// <summary>Names go into paths: nothing but a name may.</summary>
    private static string Checked(string name, string what) =>
        ResourceName.TryParse(name, out _)
            ? name
            : throw CliException.Usage($"'{name}' is not a name of a {what}: 1 to {ResourceName.MaxLength} letters, digits, '-' or '_'.");

    private string Text(Option<string> option) =>
        Uri.EscapeDataString(_parsed.GetValue(option)!).Replace("%2F", "/", StringComparison.Ordinal);
}
