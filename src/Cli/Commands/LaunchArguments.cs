using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>How a command is started on its nodes: once on the first, or in ranks on all of them.</summary>
internal sealed class LaunchArguments
{
    private readonly Option<bool> _perNode = new("--per-node")
    {
        Description = "Run the command on every node, with RANK, WORLD_SIZE, MASTER_ADDR and so on; no MPI needed",
    };
    private readonly Option<bool> _mpi = new("--mpi") { Description = "Run the command in ranks that mpirun starts over the nodes" };
    private readonly Option<bool> _pyTorch = new("--pytorch")
    {
        Description = "Run a Python script in ranks on every node, as torchrun does (Gloo and NCCL find each other by env://)",
    };
    private readonly Option<bool> _tensorFlow = new("--tensorflow")
    {
        Description = "Run a Python script as TensorFlow's workers and a parameter server, which TF_CONFIG names",
    };
    private readonly Option<int?> _ranks = new("--nproc-per-node")
    {
        Description = "Ranks a node, with --per-node, --mpi, --pytorch or --tensorflow (1)",
        HelpName = "N",
    };

    public void AddTo(Command verb)
    {
        _ranks.AtLeast(1);
        foreach (Option option in (Option[])[_perNode, _mpi, _pyTorch, _tensorFlow, _ranks])
            verb.Add(option);
    }

    /// <exception cref="CliException">Two ways at once, or ranks for a command that has none.</exception>
    public CommandLaunch Read(ParseResult parsed, int nodes)
    {
        (Option<bool> Option, CommandStart Start)[] given =
        [
            .. new[]
            {
                (_perNode, CommandStart.PerNode),
                (_mpi, CommandStart.Mpi),
                (_pyTorch, CommandStart.PyTorch),
                (_tensorFlow, CommandStart.TensorFlow),
            }
            .Where(way => parsed.GetValue(way.Item1)),
        ];
        if (given.Length > 1)
            throw CliException.Usage($"{given[0].Option.Name} and {given[1].Option.Name} exclude each other.");
        if (given.Length == 0 && parsed.GetValue(_ranks) is not null)
            throw CliException.Usage("--nproc-per-node needs --per-node, --mpi, --pytorch or --tensorflow.");

        return new CommandLaunch(given is [var one] ? one.Start : CommandStart.Once, nodes, parsed.GetValue(_ranks) ?? 1);
    }

    /// <summary>Whether any of them was said.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_ranks) is not null || new[] { _perNode, _mpi, _pyTorch, _tensorFlow }.Any(parsed.GetValue);
}
