namespace BatchAi.Cli;

/// <summary>How <c>run</c> starts a command.</summary>
/// <param name="RanksPerNode">1 where the command runs once.</param>
public sealed record CommandLaunch(CommandStart Start, int Nodes, int RanksPerNode)
{
    public int Ranks => Nodes * RanksPerNode;
}

/// <summary>Which toolkit a command becomes a job of.</summary>
public enum CommandStart
{
    /// <summary>On the first node.</summary>
    Once,

    /// <summary>In ranks that the nodes' agents start.</summary>
    PerNode,

    /// <summary>In ranks that mpirun starts.</summary>
    Mpi,

    /// <summary>A Python script in ranks.</summary>
    PyTorch,

    /// <summary>A Python script as workers and parameter server.</summary>
    TensorFlow,
}
