using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>One run of a story from its first request to a cluster at rest, with everything looked at afterwards.</summary>
internal static class Scenario
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    /// <summary>After this long an intent whose caller died before anything was visible is taken back.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(11);

    public static Func<World, Task<bool>>[] Everything { get; } =
    [Requests.PutWorkspaceAsync, Requests.PutClusterAsync, Requests.PutExperimentAsync, Requests.PutJob("one"), Requests.PutJob("two")];

    /// <summary>What the jobs of <see cref="Everything"/> end with.</summary>
    public static int? RealExitCode(string job) => job == "two" ? 7 : 0;

    /// <summary>How often the control plane was killed; fails when something is wrong afterwards.</summary>
    public static Task<int> RunTwoJobsAsync(Plan plan, Action<World>? disturb = null)
    {
        World world = new(plan, Everything) { ExitCode = RealExitCode, Disturb = disturb ?? (_ => { }) };
        return RunAsync(world, new EndedJob("one", 0), new EndedJob("two", 7));
    }

    /// <inheritdoc cref="RunTwoJobsAsync"/>
    public static async Task<int> RunAsync(World world, params EndedJob[] jobs)
    {
        using (world)
        {
            await world.UntilAsync(
                "all requests are answered, no job is left to do and the cluster rests at zero",
                () => Task.FromResult(world.ClientIsDone && IsOver(world)),
                s_longest);
            world.Clock.Advance(s_abandoned);
            await world.StepAsync();

            // That round may have been the life's last.
            await world.StepAsync();

            IReadOnlyList<string> wrongs = Checker.Look(world, jobs);
            Assert.True(wrongs.Count == 0, $"{world.Plan}; killed {string.Join("; ", world.Deaths)}\n{string.Join("\n", wrongs)}");
            return world.Deaths.Count;
        }
    }

    private static bool IsOver(World world)
    {
        // Asked every second; most of the time the fleet says no before any row is read.
        if (world.Fleet.Made == 0 || world.Fleet.Instances.Count > 0)
            return false;

        IReadOnlyList<KeptRow> rows = world.Facts.All();
        return rows.All(row => row.Partition != DeletionIntent.Partition)
            && rows.Where(row => row is { Table: Tables.Facts, Key: FactKeys.Control })
                .All(row => !RowJson.Read<ClusterControl>(row.Text).Awake)
            && rows.All(row =>
                !row.Key.StartsWith(FactKeys.QueuePrefix, StringComparison.Ordinal)
                && !row.Key.StartsWith(FactKeys.RunPrefix, StringComparison.Ordinal));
    }
}
