using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// The names of the jobs that a server names by uid. A job of the experiment <c>default</c> is its name, others are
/// <c>experiment/name</c>; of a job that is gone the uid is all there is.
/// </summary>
internal sealed partial class JobNames
{
    private readonly Dictionary<string, string> _byUid = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks up the jobs whose uids stand in these texts, and no list when there is no uid.</summary>
    public static async Task<JobNames> FindAsync(
        BatchAiClient client,
        WorkspaceId workspace,
        IEnumerable<string?> texts,
        CancellationToken cancellation)
    {
        var names = new JobNames();
        HashSet<string> wanted = new(
            texts.SelectMany(text => Uid().Matches(text ?? "")).Select(match => match.Value),
            StringComparer.OrdinalIgnoreCase);
        if (wanted.Count == 0)
            return names;

        await foreach (JsonElement raw in AllJobs(client, workspace, cancellation))
        {
            WireResource<JobProperties> job = BatchAiClient.Job(raw);
            string uid = Wording.NameOf(job.Properties.JobOutputDirectoryPathSegment).Replace("-", "", StringComparison.Ordinal);
            if (!wanted.Remove(uid))
                continue;

            string experiment = ExperimentOf(job.Id);
            names._byUid[uid] = experiment == GlobalOptions.DefaultName ? job.Name ?? uid : $"{experiment}/{job.Name}";
            if (wanted.Count == 0)
                break;
        }

        return names;
    }

    /// <summary>The text with names in the places of uids.</summary>
    public string In(string text) => Uid().Replace(text, match => _byUid.GetValueOrDefault(match.Value, match.Value));

    /// <summary>The jobs of all experiments of a workspace.</summary>
    public static async IAsyncEnumerable<JsonElement> AllJobs(
        BatchAiClient client,
        WorkspaceId workspace,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (JsonElement experiment in client.ListAsync($"{workspace.ArmId}/experiments", cancellation))
        {
            var id = new ExperimentId(workspace, Uri.EscapeDataString(experiment.GetProperty("name").GetString() ?? ""));
            await foreach (JsonElement job in client.ListAsync($"{id.ArmId}/jobs", cancellation))
                yield return job;
        }
    }

    /// <summary>The experiment in the id of a job.</summary>
    public static string ExperimentOf(string? jobId) => jobId?.Split('/') is [.., var experiment, _, _] ? experiment : "-";

    /// <summary>A uid without hyphens, on its own.</summary>
    [GeneratedRegex("(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uid();
}
