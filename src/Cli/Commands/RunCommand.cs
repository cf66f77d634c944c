using System.CommandLine;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai run</c></summary>
internal static class RunCommand
{
    private const string Examples = """
        batchai run samples/hello.job.json
        batchai run -n 2 -- python train.py --epochs 3
        batchai run -n 2 --pytorch --nproc-per-node 2 -- train.py --epochs 3
        batchai run -n 4 --mpi -- ./simulate            or --per-node, which needs no MPI
        batchai run -- bash -c 'nproc && cat $AZ_BATCHAI_MPI_HOST_FILE'
        batchai run job.json --detach                   then: batchai job logs -f NAME
        batchai run --env SEED=7 --time 2h --workdir ~/train -- python train.py

        Workspace, experiment and cluster named 'default' are made when they are missing. Ctrl+C detaches: the job goes on.
        A command runs on the first of its nodes unless an option says otherwise, its words taken literally (use bash -c for pipes and
        variables); what is in reach of it: docs/toolkits.md. On a server of this
        machine it starts in the current directory, or that of --workdir, and sees it as it is, to read and to write; elsewhere files of
        this machine are not there: nothing is uploaded.
        """;

    /// <param name="services">What the verb works with.</param>
    /// <param name="command">The words after <c>--</c>, or null.</param>
    public static Command Create(CliServices services, IReadOnlyList<string>? command)
    {
        var verb = new CommandWithExamples("run", "Run a job file, or a command, and watch it; the exit code is the job's", Examples);
        Argument<string?> file = new("job.json")
        {
            Description = "Job file: {\"properties\":{…}} or bare properties; old spellings are converted",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int> nodes = new("--nodes", "-n")
        {
            Description = "Nodes for a command (1)",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        nodes.AtLeast(1);
        Option<string?> directory = new("--workdir")
        {
            Description = "Directory a command starts in: the current one on a server of this machine, else none",
            HelpName = "DIR",
        };
        Option<string?> name = new("--name") { Description = "Name of the job; else made from the file or program", HelpName = "NAME" };
        Option<bool> detach = new("--detach", "-d") { Description = "Return once the job is accepted, and print its name" };
        Option<string> size = new("--vm-size", "-s")
        {
            Description = "VM size of the default cluster, if it has to be made",
            HelpName = "SIZE",
            DefaultValueFactory = _ => DefaultResources.VmSize,
        };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask before the default cluster outgrows this machine" };
        var arguments = new JobArguments();
        var mounts = new MountArguments();
        var launch = new LaunchArguments();
        verb.Add(file);
        foreach (Option option in (Option[])[nodes, name, detach, size, directory, yes])
            verb.Add(option);
        launch.AddTo(verb);
        arguments.AddTo(verb);
        mounts.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            string? path = parsed.GetValue(file);
            if (path is null == command is null)
                throw CliException.Usage("say either a job file, or a command after --: batchai run -n 2 -- python train.py");
            if (command is { Count: 0 })
                throw CliException.Usage("there is no command after --.");

            Session session = services.Open(parsed);
            if (path is not null && session.Given(nodes))
                throw CliException.Usage("--nodes is for commands; a job file says its own nodeCount.");

            if (path is not null && launch.IsGiven(parsed))
                throw CliException.Usage(
                    "--per-node, --mpi, --pytorch, --tensorflow and --nproc-per-node are for commands; a job file names its toolkit.");

            if (path is not null && parsed.GetValue(directory) is not null)
                throw CliException.Usage("--workdir is for commands; a job file says it in its own command line.");

            ConvertedBody body = path is not null
                ? await FromFileAsync(session, path)
                : new ConvertedBody(
                    CommandJob.Properties(
                        launch.Read(parsed, parsed.GetValue(nodes)), command!, Directory(session, parsed.GetValue(directory))),
                    [],
                    ExperimentName: null);
            arguments.Fill(parsed, body.Properties);
            string source = path is not null ? Path.GetFullPath(path, session.Environment.CurrentDirectory) : command![0];
            var start = new JobStart(body, parsed.GetValue(name), source, parsed.GetValue(detach));
            var filler = new StorageFiller(mounts.Read(parsed, session.Environment), session.Server.IsLocal, session.Workspace);
            var defaults = new DefaultResources(session, parsed.GetRequiredValue(size), new LargeCluster(session, parsed.GetValue(yes)));
            return await new JobRunner(session, defaults, filler).RunAsync(start, cancellation);
        }
        );
        return verb;
    }

    private static async Task<ConvertedBody> FromFileAsync(Session session, string path)
    {
        JsonObject file = UserFile.Read(path);
        ConvertedBody body = LegacyBody.Convert(file);
        await session.WarnAsync(PropertyCheck.Of<JobProperties>(file, body.Properties, "job").Select(text => $"{path}: {text}"));
        string directory = Path.GetDirectoryName(Path.GetFullPath(path, session.Environment.CurrentDirectory))!;
        await session.WarnAsync(InputsBesideTheFile.Resolve(body.Properties, path, directory, session.Server.IsLocal));
        return body;
    }

    /// <summary>A local server sees our directories, so a wrong one can be told at once; what another has we cannot know.</summary>
    private static string? Directory(Session session, string? given)
    {
        if (!session.Server.IsLocal)
            return given;

        string full = Path.GetFullPath(given ?? ".", session.Environment.CurrentDirectory);
        return System.IO.Directory.Exists(full)
            ? full
            : throw new CliException(ExitCodes.NotFound, $"there is no directory '{full}' (--workdir).");
    }
}
