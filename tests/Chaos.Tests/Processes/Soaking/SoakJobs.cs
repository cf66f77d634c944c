using System.Diagnostics;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A user who submits short jobs at a steady rate, looks at each one's end, and deletes it. A server that does not
/// answer is asked again.
/// </summary>
internal sealed class SoakJobs(PersistentClient client, Workspace workspace, Killer killer, Random chance)
{
    /// <summary>A busy machine falls behind; more jobs would only wait.</summary>
    private const int MostOpen = 8;

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(300);

    /// <summary>Submitted and not deleted yet, with the nodes killed and the time until then.</summary>
    private readonly Dictionary<string, (ShortJob Job, int KillsBefore, long Since)> _open = [];
    private readonly Dictionary<string, int> _launchesByUid = [];

    public int Submitted { get; private set; }

    public int Ended => _launchesByUid.Count;

    /// <summary>
    /// A job takes long. On a busy machine killing without a break would let none end; it gets peace until this one
    /// has, and in peace it has to.
    /// </summary>
    public bool NeedPeace { get; private set; }

    public int Launches => _launchesByUid.Values.Sum();

    /// <summary>How often each job that has ended was launched.</summary>
    public IReadOnlyDictionary<string, int> LaunchesByUid => _launchesByUid;

    /// <summary>Until it is told to stop, and then until every job has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long next = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested || _open.Count > 0)
        {
            if (!stop.IsCancellationRequested && _open.Count < MostOpen && Stopwatch.GetTimestamp() >= next)
            {
                await SubmitAsync();
                next = Stopwatch.GetTimestamp() + (long)(s_every.TotalSeconds * Stopwatch.Frequency);
            }

            await LookAsync();
            await Task.Delay(s_pace, TestContext.Current.CancellationToken);
        }
    }

    private async Task SubmitAsync()
    {
        int killsBefore = killer.Nodes;
        ShortJob job = ShortJob.Draw(Submitted, chance);
        await job.SubmitAsync(client, workspace);
        Submitted++;
        _open[job.Name] = (job, killsBefore, Stopwatch.GetTimestamp());
    }

    private async Task LookAsync()
    {
        Answer answer = await client.AskAsync(api => api.GetAsync($"{workspace.Experiment}/jobs"));
        foreach (JsonNode? listed in answer.Expect(200).Json["value"]!.AsArray())
        {
            // One whose deletion goes on is listed until it is through.
            JsonNode properties = listed!["properties"]!;
            if (
                (string?)properties["executionState"] is "succeeded" or "failed"
                && _open.TryGetValue((string)listed["name"]!, out (ShortJob Job, int KillsBefore, long Since) open))
                await EndAsync(open.Job, open.KillsBefore, properties);
        }

        NeedPeace = _open.Values.Any(open => Stopwatch.GetElapsedTime(open.Since) > s_long);
        foreach ((ShortJob job, _, long since) in _open.Values.Where(open => Stopwatch.GetElapsedTime(open.Since) > s_patience))
            Assert.Fail(
                $"job {job.Name} has not ended in {s_patience.TotalMinutes} minutes: "
                    + $"{await client.AskAsync(api => api.GetAsync(workspace.Job(job.Name)))}\n{await client.AskAsync(api => api.GetAsync($"{workspace.Job(job.Name)}/explain", EndToEnd.Tests.Api.New))}"
            );
    }

    private async Task EndAsync(ShortJob job, int killsBefore, JsonNode properties)
    {
        string[] wrongs = [.. job.Wrongs(workspace, properties, mostLaunches: 1 + killer.Nodes - killsBefore)];
        Assert.True(wrongs.Length == 0, $"{string.Join('\n', wrongs)}\n{properties}");
        string uid = ((string)properties["jobOutputDirectoryPathSegment"]!).Split('/')[^1].Replace("-", "", StringComparison.Ordinal);
        Assert.True(_launchesByUid.TryAdd(uid, job.Launches(workspace)), $"job {job.Name} ended twice");
        Answer deleted = await client.AskAsync(api => api.DeleteAsync(workspace.Job(job.Name)));
        Assert.True(deleted.Status is 200 or 202 or 204, $"{deleted}");
        _open.Remove(job.Name);
    }
}
