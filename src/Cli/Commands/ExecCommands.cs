using System.CommandLine;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job exec</c> and <c>batchai node exec</c>: a command inside a node of this machine.</summary>
internal static class ExecCommands
{
    private const string JobExamples = """
        batchai job exec NAME -- bash                   a shell beside the job's process
        batchai job exec NAME --rank 3 -- nvidia-smi
        batchai job exec NAME -- bash -c 'ls $AZ_BATCHAI_OUTPUT_MODEL'

        The command is started on the job's node, as the user and with the variables and the directory of the job's process, secrets
        included. Its exit code is this command's. When the job ends, it is ended with it.
        """;

    private const string NodeExamples = """
        batchai node exec NODE -- bash                  NODE as 'batchai node list' shows it
        batchai node exec NODE -- df -h

        The command sees the node's directories, variables and GPUs as a job there would, without a job's own.
        """;

    /// <param name="services">What the verb works with.</param>
    /// <param name="command">The words after <c>--</c>, or null.</param>
    public static Command OfJob(CliServices services, IReadOnlyList<string>? command)
    {
        var verb = new CommandWithExamples("exec", "Run a command beside a job's process, on a node of this machine", JobExamples);
        Argument<string> name = NameArgument.Of("job");
        Option<string?> node = new("--node") { Description = "On this node; else the master", HelpName = "NODE" };
        Option<int?> rank = new("--rank") { Description = "Beside the process of this rank", HelpName = "N" };
        verb.Add(name);
        verb.Add(node);
        verb.Add(rank);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = OpenHere(services, parsed, command);
            JobId job = session.Job(parsed.GetRequiredValue(name));
            JobProperties found = (await session.Client.GetJobAsync(job, cancellation)).Properties;
            if (found.ExecutionState is not (ExecutionState.Running or ExecutionState.Terminating))
                throw new CliException(
                    ExitCodes.Failed, $"job {job.Name} is {Wording.Of(found.ExecutionState)}: there is a process only while it runs.");

            string uid = Wording.NameOf(found.JobOutputDirectoryPathSegment).Replace("-", "", StringComparison.Ordinal);
            EnteredPlace place = ProcessOfJob.Find(uid, parsed.GetValue(node), parsed.GetValue(rank))
                ?? throw new CliException(
                    ExitCodes.NotFound,
                    $"no such process of job {job.Name} can be seen by {session.Environment.UserName} on this machine: it may be still "
                    + "preparing, or belong to another user (jobs run as the server's user, or as that of --run-jobs-as).");
            return Enter(session, place, command!);
        });
        return verb;
    }

    /// <inheritdoc cref="OfJob"/>
    public static Command OfNode(CliServices services, IReadOnlyList<string>? command)
    {
        var verb = new CommandWithExamples("exec", "Run a command on a node of this machine", NodeExamples);
        Argument<string> name = NameArgument.Of("node");
        verb.Add(name);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = OpenHere(services, parsed, command);
            string wanted = parsed.GetRequiredValue(name);
            NodeInformation node =
                await session.Client.ListNodesAsync(session.Cluster, cancellation)
                    .FirstOrDefaultAsync(one => one.NodeId == wanted, cancellation)
                ?? throw new CliException(
                    ExitCodes.NotFound, $"cluster {session.Cluster.Name} has no node '{wanted}'; batchai node list shows them.");
            EnteredPlace place = AgentOnThisMachine.Find(node, session.Server.Url)
                ?? throw new CliException(
                    ExitCodes.NotFound,
                    $"no agent of node {wanted} can be seen by {session.Environment.UserName} on this machine: it may be starting, or "
                    + "belong to another user.");
            return Enter(session, place, command!);
        });
        return verb;
    }

    private static Session OpenHere(CliServices services, ParseResult parsed, IReadOnlyList<string>? command)
    {
        if (command is not { Count: > 0 })
            throw CliException.Usage("say a command after --: for example -- bash");

        Session session = services.Open(parsed);
        return session.Server.IsLocal
            ? session
            : throw new CliException(
                ExitCodes.Failed,
                $"the nodes of {session.Server.Url} are other machines: enter them with ssh; batchai node list shows their addresses.");
    }

    private static int Enter(Session session, EnteredPlace place, IReadOnlyList<string> command) =>
        session.Environment.Become(place.WordsFor(command), place.VariablesFor(session.Environment.Terminal));
}
