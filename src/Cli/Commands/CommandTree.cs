using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>All verbs.</summary>
internal static class CommandTree
{
    private const string Description = """
        Runs Batch AI jobs and looks after their clusters.

        Try:
          batchai run samples/hello.job.json              run a job file and watch it
          batchai run -n 2 -- python train.py             make a job of a command
          batchai job list                                what ran
          batchai job logs -f NAME                        follow a job
          batchai cluster list                            nodes and what they do
        """;

    /// <param name="services">What the verbs work with.</param>
    /// <param name="command">The words after <c>--</c>, or null.</param>
    public static RootCommand Create(CliServices services, IReadOnlyList<string>? command)
    {
        var root = new RootCommand(Description);
        services.Options.AddTo(root);
        root.Add(RunCommand.Create(services, command));
        root.Add(JobCommands.Create(services, command));
        root.Add(ClusterCommands.Create(services));
        root.Add(NodeCommands.Create(services, command));
        root.Add(MessageCommands.Create(services));
        root.Add(WorkspaceCommands.Create(services));
        root.Add(ExperimentCommands.Create(services));
        root.Add(CompletionCommand.Create(services));
        root.Add(HelpCommand.Create());
        new NamesOnServer(services).AddTo(root);
        HelpWithExamples.AddTo(root);
        return root;
    }
}
