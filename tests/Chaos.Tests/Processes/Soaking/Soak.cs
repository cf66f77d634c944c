using System.Diagnostics;
using BatchAi.EndToEnd.Tests;
using BatchAi.Testing;
using Microsoft.Data.Sqlite;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A steady stream of short jobs while the server, its agents and its nodes are killed at random; docs/operations.md
/// says how to run it for longer.
/// </summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class Soak(ITestOutputHelper output)
{
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(200);

    private readonly List<Reading> _readings = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    [Fact]
    public async Task Every_short_job_ends_once_and_right_and_nothing_grows_while_everything_is_killed_at_random()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "soak");
        ShortJob.WriteProgram(workspace);
        await workspace.MakeClusterAsync(Gang.Cluster, minimum: 1, maximum: 3);
        Killer killer = new(server, new Random(KillSettings.Seed));
        SoakJobs jobs = new(new PersistentClient(server), workspace, killer, new Random(KillSettings.Seed + 1));
        try
        {
            await KillAsync(server, killer, jobs);
            await workspace.ScaleToAsync(Gang.Cluster, minimum: 0, maximum: 3);
            await workspace.ClusterIsAtAsync(Gang.Cluster, nodes: 0);
            await server.InterruptAsync();
            Assert.Equal([], Remains.Of(server));
            Assert.Equal([], Undecided(server.Data, jobs.LaunchesByUid));
            Assert.Equal([], Flatness.Wrongs(_readings));
        }
        catch (Exception violation)
        {
            Tell($"VIOLATION, seed {KillSettings.Seed}, {killer}, {jobs.Ended} jobs ended: {violation.Message}");
            Keep(server);
            throw;
        }

        Tell(
            $"seed {KillSettings.Seed}: {killer}, {jobs.Submitted} jobs in {jobs.Launches} launches, each ended once with its real "
            + $"exit code: no violation; {(_readings.Count == 0 ? "" : $"first {_readings[0]}; last {_readings[^1]}")}"
        );
    }

    private async Task KillAsync(LocalHostProcess server, Killer killer, SoakJobs jobs)
    {
        using CancellationTokenSource stop = new();
        Task submitting = jobs.RunAsync(stop.Token);
        long told = _began;
        while (!submitting.IsCompleted && !IsOver(killer))
        {
            bool calm = killer.IsCalm;
            if (jobs.NeedPeace)
                await Task.Delay(s_pace, TestContext.Current.CancellationToken);
            else
                await killer.KillAsync();

            // At the end of a calm: the server has worked for some seconds.
            if (calm && !killer.IsCalm)
                _readings.Add(Reading.Take(server, jobs.Ended + killer.All));
            if (Stopwatch.GetElapsedTime(told) < s_tellEvery)
                continue;

            told = Stopwatch.GetTimestamp();
            Tell(
                $"{killer}, {jobs.Submitted} jobs submitted, {jobs.Ended} ended, {jobs.Launches} launches; "
                + $"{(_readings.Count == 0 ? "" : _readings[^1])}"
            );
        }

        await stop.CancelAsync();
        await submitting;
    }

    private bool IsOver(Killer killer) =>
        KillSettings.Kills is { } most ? killer.All >= most : Stopwatch.GetElapsedTime(_began) > KillSettings.Duration;

    private void Tell(string text) => output.WriteLine($"{Stopwatch.GetElapsedTime(_began):hh\\:mm\\:ss} {text}");

    /// <summary>Launches that no line of the journal decided.</summary>
    private static IEnumerable<string> Undecided(string data, IReadOnlyDictionary<string, int> launches)
    {
        using SqliteConnection facts = new($"Data Source={Path.Combine(data, "facts.db")};Mode=ReadOnly;Pooling=False");
        facts.Open();
        using SqliteCommand all = facts.CreateCommand();
        all.CommandText = "SELECT CAST(doc AS TEXT) FROM entity WHERE tbl = 'Facts' AND row LIKE 'journal|%'";
        List<string> decided = [];
        using (SqliteDataReader rows = all.ExecuteReader())
        {
            while (rows.Read())
                decided.AddRange(rows.GetString(0).Split("start ").Skip(1).Select(rest => rest.Split(' ')[0]));
        }

        ILookup<string, string> starts = decided.ToLookup(uid => uid);
        return launches
            .Where(job => starts[job.Key].Count() < job.Value)
            .Select(job => $"job {job.Key} was launched {job.Value} times; decided {starts[job.Key].Count()} times");
    }

    /// <summary>For whoever looks for the reason.</summary>
    private static void Keep(LocalHostProcess server)
    {
        if (KillSettings.Keep is { } directory)
            Process.Start("cp", ["-r", server.Data, directory]).WaitForExit();
    }
}
