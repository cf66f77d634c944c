using BatchAi.Model;

namespace BatchAi.Simulation;

/// <summary>What simulated nodes do, and how often they call. May be changed while the world runs.</summary>
public sealed class NodeBehaviour
{
    /// <summary>How many nodes of a job, from the master on, run a command that it waits for.</summary>
    public Func<JobLaunch, int> AwaitedNodes { get; set; } = _ => 1;

    /// <summary>What a node's command ends with; null: it goes on, and this is asked again at the node's next call.</summary>
    public Func<JobLaunch, int?> ExitCode { get; set; } = _ => 0;

    /// <summary>How long the command runs.</summary>
    public Func<JobLaunch, TimeSpan> CommandTakes { get; set; } = _ => TimeSpan.Zero;

    /// <summary>What a node's preparation of a job ends with; the launch says which rank it has.</summary>
    public Func<JobLaunch, int> PreparationExitCode { get; set; } = _ => 0;

    /// <summary>How long it takes.</summary>
    public Func<JobLaunch, TimeSpan> PreparationTakes { get; set; } = _ => TimeSpan.Zero;

    /// <summary>Between the moment when a machine is listed and its first call.</summary>
    public TimeSpan BootTakes { get; set; }

    /// <summary>Between two calls when a node has no news.</summary>
    public TimeSpan CallEvery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between a call that failed and its repetition, when that is less than <see cref="CallEvery"/>.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A node calls at once when it has news, or when what it is to do has changed: as with calls that are held open, but without one
    /// waiting
    /// for each node. Otherwise it calls at its interval only.
    /// </summary>
    public bool CallsAtOnce { get; set; } = true;

    /// <summary>Whether a node's running command has long written nothing.</summary>
    public Func<JobLaunch, bool> IsQuiet { get; set; } = _ => false;

    /// <summary>Whether one of a node's processes has ended well while others go on.</summary>
    public Func<JobLaunch, bool> SomeEnded { get; set; } = _ => false;

    /// <summary>No node calls.</summary>
    public bool Silent { get; set; }
}
