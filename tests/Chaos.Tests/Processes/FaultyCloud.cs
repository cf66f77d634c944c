using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Jobs on a cloud that throttles, fails, loses answers, gives no machines or some, gives machines that never start an
/// agent, and takes machines away; what, and how often, comes from a seed. The server's waits are twenty times shorter
/// than usual, so that a node nobody hears of is lost in half a minute.
/// </summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class FaultyCloud(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> s_haste = new() { ["BATCHAI_HASTE"] = "20" };

    /// <summary>What the cloud or the server itself says of a cluster that gets no nodes.</summary>
    private static readonly string[] s_errors = ["AllocationFailed", "ServiceUnavailable", "NodesDidNotRegister"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(KillSettings.Seed, KillSettings.CloudSeeds)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_job_ends_once_and_right_nothing_leaks_and_the_reasons_shown_are_true(int seed)
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(
            variables: new Dictionary<string, string>(s_haste) { ["BATCHAI_CLOUD_FAULTS"] = seed.ToString(CultureInfo.InvariantCulture) });
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        ShortJob.WriteProgram(workspace);
        await workspace.MakeClusterAsync(Gang.Cluster, minimum: 0, maximum: 4);
        PersistentClient client = new(server);
        ShortJob[] jobs =
        [
            new("a", Nodes: 2, ExitCode: 0, Seconds: 1),
            new("b", Nodes: 1, ExitCode: 7, Seconds: 2),
            new("c", Nodes: 4, ExitCode: 0, Seconds: 1),
            new("d", Nodes: 1, ExitCode: 3, Seconds: 0.5),
        ];
        foreach (ShortJob job in jobs)
            await job.SubmitAsync(client, workspace);

        SortedSet<string> reasons = [];
        foreach (ShortJob job in jobs)
        {
            JsonNode end = await client.UntilAsync(
                workspace.Job(job.Name),
                "its end",
                HasEnded,
                _ => CheckReasonAsync(server, workspace, job, reasons));
            Assert.Equal([], job.Wrongs(workspace, end, mostLaunches: int.MaxValue));
        }

        await client.UntilAsync(
            workspace.Cluster(Gang.Cluster),
            "no node, steady",
            properties => (int)properties["currentNodeCount"]! == 0 && (string?)properties["allocationState"] == "steady");
        await server.InterruptAsync();
        Assert.Equal([], Remains.Of(server));
        output.WriteLine(
            $"seed {seed}: {jobs.Length} jobs in {jobs.Sum(job => job.Launches(workspace))} launches; shown: {string.Join(", ", reasons)}");
    }

    private static bool HasEnded(JsonNode properties) => (string?)properties["executionState"] is "succeeded" or "failed";

    /// <summary>What is said while a job waits is about this job, and what is said of the cloud is what the cloud said.</summary>
    private static async Task CheckReasonAsync(LocalHostProcess server, Workspace workspace, ShortJob job, SortedSet<string> seen)
    {
        Answer cluster = (await server.Api.GetAsync(workspace.Cluster(Gang.Cluster))).Expect(200);
        string[] errors = [.. (cluster.Properties["errors"]?.AsArray() ?? []).Select(error => (string)error!["code"]!)];
        Assert.All(errors, code => Assert.True(s_errors.Contains(code), $"the cluster shows {cluster.Properties["errors"]}"));
        seen.UnionWith(errors);

        Answer answer = await server.Api.GetAsync($"{workspace.Job(job.Name)}/explain", EndToEnd.Tests.Api.New);
        if (answer.Status == 204)
            return;

        (string code, string message) = ((string)answer.Expect(200).Json["code"]!, (string)answer.Json["message"]!);
        seen.Add(code);
        bool plausible = code switch
        {
            "WaitingForNodes" => message.EndsWith($"/{job.Nodes}", StringComparison.Ordinal),
            "CapacityBackoff" or "CloudRefused" => DateTimeOffset.Parse(message.Split(' ')[^1], CultureInfo.InvariantCulture)
                > DateTimeOffset.UtcNow - TimeSpan.FromSeconds(2)
                && await ShowsErrorAsync(server, workspace, errors),
            "BehindJob" or "WaitingForNodeRemoval" or "Starting" => true,
            _ => false,
        };
        Assert.True(plausible, $"of job {job.Name} is said: {message}; the cluster: {cluster}");
    }

    /// <summary>It may have been refused only since the cluster was read.</summary>
    private static async Task<bool> ShowsErrorAsync(LocalHostProcess server, Workspace workspace, string[] before) =>
        before.Length > 0 || (await server.Api.GetAsync(workspace.Cluster(Gang.Cluster))).Properties["errors"] is JsonArray { Count: > 0 };
}
