using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Simulation.Tests;

/// <summary>Each kind of fault alone, so often that it is met: the job runs in the end, and nothing is left.</summary>
public sealed class FaultsOfTheCloud
{
    private static readonly WorkspaceId s_workspace = new("sub", "group", "ws");
    private static readonly ClusterId s_cluster = new(s_workspace, "c");
    private static readonly ExperimentId s_experiment = new(s_workspace, "e");

    public static TheoryData<string, CloudFaults> Kinds => new()
    {
        { "requests fail", new CloudFaults { RequestFails = 0.3 } },
        { "answers are lost", new CloudFaults { LosesAnswer = 0.3 } },
        { "no machine comes", new CloudFaults { AllocationFails = 0.5 } },
        { "half of the machines never start", new CloudFaults { AllocationIsPartial = 0.5 } },
        { "machines are dead", new CloudFaults { MachineIsDead = 0.4 } },
        { "machines are slow", new CloudFaults { MachineIsSlow = 0.5 } },
        { "machines are taken away", new CloudFaults { MachineIsEvicted = 0.4, EvictedWithin = TimeSpan.FromMinutes(20) } },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cost_jobs_time_and_nothing_else(string kind, CloudFaults faults)
    {
        int met = 0;
        for (int seed = 1; seed <= 3; seed++)
        {
            await using SimulatedWorld world = await BeginAsync(faults with { Seed = seed });
            List<JobRow> jobs = [];
            for (int number = 0; number < 3; number++)
                jobs.Add(await world.PutJobAsync(new JobId(s_experiment, $"j{number}"), s_cluster, nodes: 2));

            DateTimeOffset atMost = world.Clock.GetUtcNow() + TimeSpan.FromDays(2);
            bool over = await world.RunUntilAsync(() => world.Ends.Count == jobs.Count && world.Cloud.Count == 0, atMost);

            Assert.True(over, $"{kind}, seed {seed}: {string.Join(", ", world.Cloud.Ledger)}");
            Assert.All(jobs, job => Assert.Equal(ExecutionState.Succeeded, world.Ends[job.Uid].Data.ExecutionState));
            Assert.Empty(world.Ledger.Wrongs);
            met += world.Cloud.Faults;
        }

        Assert.True(met > 0, $"Expected that {kind} now and then");
    }

    [Fact]
    public async Task A_raise_beyond_the_quota_is_refused()
    {
        await using SimulatedWorld world = await BeginAsync(faults: null);
        world.Cloud.Quota = 1;
        JobRow job = await world.PutJobAsync(new JobId(s_experiment, "j"), s_cluster, nodes: 2);

        Assert.False(await world.RunUntilAsync(() => world.Cloud.Count > 1, world.Clock.GetUtcNow() + TimeSpan.FromHours(1)));
        world.Cloud.Quota = 2;

        Assert.True(await world.RunUntilAsync(() => world.Ends.ContainsKey(job.Uid), world.Clock.GetUtcNow() + TimeSpan.FromHours(1)));
    }

    private static async Task<SimulatedWorld> BeginAsync(CloudFaults? faults)
    {
        SimulatedWorld world = await SimulatedWorld.BeginAsync(new WorldOptions { Faults = faults });
        world.Script.BootTakes = TimeSpan.FromMinutes(1);
        world.Script.CommandTakes = _ => TimeSpan.FromMinutes(10);
        await world.PutWorkspaceAsync(s_workspace);
        await world.PutExperimentAsync(s_experiment);
        await world.PutClusterAsync(s_cluster, minimum: 0, maximum: 4);
        return world;
    }
}
