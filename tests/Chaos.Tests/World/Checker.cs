using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Reads everything after a scenario and says what is wrong, in plain words; nothing when nothing is.</summary>
internal static class Checker
{
    /// <summary>
    /// Every job ended once with its real exit code, and nothing is left but the resources, their secrets and a resting
    /// cluster's facts.
    /// </summary>
    /// <param name="jobs">All jobs that should be there.</param>
    public static IReadOnlyList<string> Look(World world, IReadOnlyList<EndedJob> jobs)
    {
        IReadOnlyList<KeptRow> rows = world.Facts.All();
        List<JobRow> ended =
        [
            .. rows.Where(row =>
                    row.Table == Tables.Resources && row.Key.StartsWith(ResourceKeys.Prefix(ResourceKind.Job), StringComparison.Ordinal))
                .Select(row => RowJson.Read<JobRow>(row.Text)),
        ];
        List<string> wrongs =
        [
            .. world.Ledger.Wrongs,
            .. jobs.SelectMany(job => Job(world, ended.SingleOrDefault(row => row.Id.Name == job.Name), job)),
            .. ended.Where(row => jobs.All(job => job.Name != row.Id.Name)).Select(row => $"nobody asked for job {row.Id.Name}"),
            .. world.Ledger.Busy.Select(instance => $"something of a job runs on node {instance}"),
            .. world.Fleet.Instances.Select(instance => $"instance {instance} is left"),
            .. world
                .Fleet.ScaleSets.Where(set =>
                    !rows.Any(row => row is { Table: Tables.Facts, Key: FactKeys.Control } && set == ScaleSetSpecs.NameOf(row.Partition)))
                .Select(set => $"scale set {set} has no owner"),
            .. rows.Where(IsLitter).Select(row => $"left: {row}"),
            .. Secrets(rows),
            .. Books.Wrongs(world, rows),
        ];
        foreach (KeptRow control in rows.Where(row => row is { Table: Tables.Facts, Key: FactKeys.Control }))
        {
            if (RowJson.Read<ClusterControl>(control.Text) is { Awake: true } or { InFlight: not null })
                wrongs.Add($"the cluster does not rest: {control}");
        }

        return wrongs;
    }

    private static IEnumerable<string> Job(World world, JobRow? row, EndedJob expected)
    {
        if (row?.Ended?.Info is not { } end || row.State != ProvisioningState.Succeeded)
        {
            yield return $"job {expected.Name} has not ended: {(row is null ? "no row" : RowJson.Write(row))}";
            yield break;
        }

        if (
            end.ExitCode != expected.ExitCode
            || row.Ended.State != (expected.ExitCode == 0 ? ExecutionState.Succeeded : ExecutionState.Failed))
            yield return $"job {expected.Name} ended {row.Ended.State} with {end.ExitCode}, its real exit code is {expected.ExitCode}";

        if (end.Attempt != expected.Attempts || end.PreviousAttempt?.ExitCode != expected.PreviousExitCode)
            yield return
                $"job {expected.Name} says it ended with attempt {end.Attempt} after {RowJson.Write(end.PreviousAttempt)}; expected "
                + $"{expected.Attempts} after {expected.PreviousExitCode}";

        List<Launch> launches = [.. world.Ledger.Launches.Where(launch => launch.JobUid == row.Uid)];
        if (
            launches.Count != row.Properties.NodeCount * expected.Attempts
            || launches.DistinctBy(launch => launch.Fence).Count() != expected.Attempts)
            yield return $"job {expected.Name} was launched {string.Join(", ", launches)}; expected {expected.Attempts} times";
    }

    private static bool IsLitter(KeptRow row) => row.Table switch
    {
        Tables.Assignments or Tables.Intents => true,
        Tables.Active => row.Partition == ActiveRow.Partition,
        Tables.Facts => row.Key is not (FactKeys.Control or FactKeys.Settings)
            && !row.Key.StartsWith(FactKeys.JournalPrefix, StringComparison.Ordinal)
            && !row.Key.StartsWith(FactKeys.TimePrefix, StringComparison.Ordinal),
        Tables.Resources => row.Text.Contains("\"creating\"", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Encrypted, each owned by a resource that is there; their text nowhere.</summary>
    private static IEnumerable<string> Secrets(IReadOnlyList<KeptRow> rows)
    {
        foreach (KeptRow row in rows.Where(row => row.Text.Contains(Requests.Secret, StringComparison.Ordinal)))
            yield return $"a secret can be read in {row.Table} {row.Partition} {row.Key}";
        foreach (KeptRow secret in rows.Where(row => row.Table == Tables.Secrets))
        {
            if (!rows.Any(row => row.Table == Tables.Resources && row.Text.Contains(secret.Partition, StringComparison.Ordinal)))
                yield return $"the secrets of {secret.Partition} have no owner";
        }
    }
}
