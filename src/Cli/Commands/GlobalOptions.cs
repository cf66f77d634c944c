using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>Options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The name of workspace, experiment and cluster when none is given; <c>run</c> makes them when they are missing.</summary>
    public const string DefaultName = "default";

    public Option<string?> Url { get; } =
        new("--url")
        {
            Description = "Address of the server. Else BATCHAI_URL, else your LocalHost, else port 8118 of this machine",
            HelpName = "URL",
            Recursive = true,
        };

    public Option<string?> Token { get; } =
        new("--token")
        {
            Description = "Bearer token; every user of the machine sees it in the list of processes. Rather --token-file or BATCHAI_TOKEN",
            HelpName = "TOKEN",
            Recursive = true,
        };

    public Option<string?> TokenFile { get; } =
        new("--token-file")
        {
            Description = "File with the bearer token, closed to others. Else BATCHAI_TOKEN, else the one your LocalHost keeps",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string> Workspace { get; } = Named("--workspace", "-w", "Workspace", DefaultName);

    public Option<string> Experiment { get; } = Named("--experiment", "-e", "Experiment, the folder of jobs", DefaultName);

    public Option<string> Cluster { get; } = Named("--cluster", "-c", "Cluster, by name or full id", DefaultName);

    public Option<string> ResourceGroup { get; } = Named("--resource-group", "-g", "Resource group", "batchai");

    public Option<string> Subscription { get; } = Named("--subscription", "--subscription", "Subscription id", Guid.Empty.ToString(), "ID");

    public Option<string> Output { get; } = OutputOption();

    public void AddTo(Command root)
    {
        foreach (Option option in (Option[])[Url, Token, TokenFile, Workspace, Experiment, Cluster, ResourceGroup, Subscription, Output])
            root.Options.Add(option);
    }

    private static Option<string> Named(string name, string alias, string description, string value, string help = "NAME") =>
        new(name, alias == name ? [] : [alias])
        {
            Description = description,
            HelpName = help,
            DefaultValueFactory = _ => value,
            Recursive = true,
        };

    private static Option<string> OutputOption()
    {
        Option<string> option = new("--output", "-o")
        {
            Description = "table, or json: the server's answer and nothing else",
            DefaultValueFactory = _ => "table",
            Recursive = true,
        };
        option.AcceptOnlyFromAmong("table", "json");
        return option;
    }
}
