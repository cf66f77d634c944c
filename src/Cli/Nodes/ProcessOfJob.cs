using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Finds a running job's process on this machine, to start a command beside it. Linux shows a process's environment to its own user
/// and to root alone, so nobody gets where they could not be anyway; and the environment carries the mark by which the node ends
/// whatever is left of the job.
/// </summary>
internal static class ProcessOfJob
{
    /// <param name="uid">The job's, without hyphens.</param>
    /// <param name="node">Only on the node of this id; null: the master before the others.</param>
    /// <param name="rank">Only this rank; null: any.</param>
    public static EnteredPlace? Find(string uid, string? node, int? rank)
    {
        List<(ProcessStat Process, Dictionary<string, string> Variables)> found = [];
        foreach (ProcessStat process in ProcessTable.Running())
        {
            if (
                ProcessTable.VariableOf(process.Pid, NodeEnvironment.RunMark) is { } mark
                && mark.StartsWith($"{uid}-", StringComparison.Ordinal)
                && EnteredPlace.EnvironmentOf(process.Pid) is { } variables
                && IsOfJob(mark, variables)
                && (node is null || variables.GetValueOrDefault("AZ_BATCH_NODE_ID") == node)
                && (rank is null || RankOf(variables) == $"{rank}"))
                found.Add((process, variables));
        }

        // The job's own process is older than all that it started, and than earlier commands beside it.
        foreach ((ProcessStat process, Dictionary<string, string> variables) in found
            .OrderByDescending(one => one.Variables.GetValueOrDefault("AZ_BATCH_IS_CURRENT_NODE_MASTER") == "true")
            .ThenBy(one => one.Process.StartTime)
            .ThenBy(one => one.Process.Pid))
        {
            string? directory = variables.GetValueOrDefault("AZ_BATCHAI_JOB_WORK_DIR") ?? ProcessTable.DirectoryOf(process.Pid);
            if (directory is not null && ProcessTable.OwnerOf(process.Pid) is { } user && process.Id.IsAlive)
                return new EnteredPlace(variables, directory, user);
        }

        return null;
    }

    /// <summary>Runners carry a longer mark: they are the service's, and know nothing of the job's variables.</summary>
    private static bool IsOfJob(string mark, Dictionary<string, string> variables) =>
        variables.TryGetValue(NodeEnvironment.Directory, out string? directory)
        && mark.EndsWith($"@{directory}", StringComparison.Ordinal);

    private static string? RankOf(Dictionary<string, string> variables) =>
        variables.GetValueOrDefault("AZ_BATCHAI_TASK_INDEX") ?? variables.GetValueOrDefault("RANK");
}
