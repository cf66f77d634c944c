using System.Globalization;
using System.Text;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Simulation.Tests;

/// <summary>
/// Some hours of several clusters with a few hundred jobs, by seed, on a cloud in which everything goes wrong now and then.
/// </summary>
internal sealed class AWorkday : IAsyncDisposable
{
    private const int Clusters = 3;

    private static readonly WorkspaceId s_workspace = new("sub", "group", "ws");
    private static readonly ExperimentId s_experiment = new(s_workspace, "e");

    private readonly Dictionary<string, (TimeSpan Takes, int ExitCode)> _commands = [];

    private AWorkday(SimulatedWorld world) => World = world;

    public SimulatedWorld World { get; }

    /// <summary>The jobs, in the order in which they were sent.</summary>
    public List<JobRow> Jobs { get; } = [];

    /// <summary>What a job's command does, by the job's name.</summary>
    public IReadOnlyDictionary<string, (TimeSpan Takes, int ExitCode)> Commands => _commands;

    /// <summary>Runs until every job has ended and every cluster is back at zero.</summary>
    public static async Task<AWorkday> RunAsync(int seed, int jobs)
    {
        CloudFaults faults = new()
        {
            Seed = seed,
            RequestFails = 0.05,
            LosesAnswer = 0.05,
            AllocationFails = 0.1,
            AllocationIsPartial = 0.1,
            MachineIsDead = 0.05,
            MachineIsSlow = 0.1,
            MachineIsEvicted = 0.1,
        };
        AWorkday day = new(await SimulatedWorld.BeginAsync(new WorldOptions { Seed = seed, Faults = faults }));
        await day.PlanAsync(new Random(seed), jobs);
        DateTimeOffset atMost = day.World.Clock.GetUtcNow() + TimeSpan.FromDays(10);
        bool over = await day.World.RunUntilAsync(() => day.World.Ends.Count == jobs && day.World.Cloud.Count == 0, atMost);
        Assert.True(over, $"{day.World.Ends.Count} of {jobs} jobs have ended, {day.World.Cloud.Count} machines are left");
        return day;
    }

    /// <summary>Every row that is kept but the nodes', whose tokens are drawn by real chance.</summary>
    public string Rows()
    {
        StringBuilder text = new();
        foreach ((string table, string partition, StoredEntity row) in World.Store.All())
        {
            if (!row.Row.StartsWith(FactKeys.NodePrefix, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{table} {partition} {row.Row} {Encoding.UTF8.GetString(row.Document.Span)}\n");
        }

        return text.ToString();
    }

    /// <summary>The decisions about every cluster, in order.</summary>
    public string Journal() =>
        string.Join('\n', Rows().Split('\n').Where(row => row.Contains(FactKeys.JournalPrefix, StringComparison.Ordinal)));

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private async Task PlanAsync(Random chance, int jobs)
    {
        World.Script.BootTakes = TimeSpan.FromSeconds(90);
        World.Script.PreparationTakes = _ => TimeSpan.FromSeconds(10);
        World.Script.CommandTakes = launch => _commands[launch.JobName].Takes;
        World.Script.ExitCode = launch => _commands[launch.JobName].ExitCode;
        await World.PutWorkspaceAsync(s_workspace);
        await World.PutExperimentAsync(s_experiment);
        for (int number = 0; number < Clusters; number++)
            await World.PutClusterAsync(Cluster(number), minimum: 0, maximum: 8);
        for (int number = 0; number < jobs; number++)
        {
            JobId id = new(s_experiment, $"j{number:D4}");
            (ClusterId cluster, int nodes) = (Cluster(chance.Next(Clusters)), 1 + chance.Next(4));
            _commands[id.Name] = (TimeSpan.FromSeconds(1 + chance.Next(900)), chance.Next(4) == 0 ? 3 : 0);
            DateTimeOffset at = World.Clock.GetUtcNow() + TimeSpan.FromSeconds(chance.Next(6 * 3600));
            World.At(at, async () => Jobs.Add(await World.PutJobAsync(id, cluster, nodes)));
        }
    }

    private static ClusterId Cluster(int number) => new(s_workspace, $"c{number}");
}
