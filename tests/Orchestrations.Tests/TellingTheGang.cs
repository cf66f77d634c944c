using BatchAi.Model;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>What the nodes of a job are told of each other.</summary>
public sealed class TellingTheGang
{
    private static readonly ShellEnd s_first = new(40001, "ssh-ed25519 AAAA1");
    private static readonly ShellEnd s_second = new(40002, "ssh-ed25519 AAAA2");

    [Fact]
    public async Task Who_has_reported_where_it_is_reached_by_ssh_hears_it_of_the_others_of_the_same_attempt()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.Silent = true;
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        await story.UntilAsync("both machines are there", () => Task.FromResult(story.Agents.Count == 2));
        int[] instances = [.. story.Agents.Keys.Order()];
        RegisterResponse[] sessions =
            [await story.RegisterAsync("boot", instance: instances[0]), await story.RegisterAsync("boot", instance: instances[1])];
        foreach (RegisterResponse session in sessions)
            await ReportAsync(story, session);
        JobRow row = await story.SubmitAsync(nodes: 2);
        JobFacts? job = null;
        await story.UntilAsync("the nodes are to prepare", async () =>
        {
            job = (await story.Get<FactStore>().RunningJobAsync(row.ClusterUid, row.Uid, default))?.Value;
            return job is { Phase: JobPhase.Prepare };
        });
        Assert.Equal([null, null], await ShellsAsync(story, sessions[0], job!));

        await ReportAsync(story, sessions[0], Report(job!, s_first));
        Assert.Equal([s_first, null], await ShellsAsync(story, sessions[0], job!));
        Assert.Equal([null, null], await ShellsAsync(story, sessions[1], job!));

        await ReportAsync(story, sessions[1], Report(job!, s_second), Report(job!, ShellEnd.None) with { Fence = job!.Fence - 1 });
        Assert.Equal([s_first, s_second], await ShellsAsync(story, sessions[0], job!));
        Assert.Equal([s_first, s_second], await ShellsAsync(story, sessions[1], job!));

        await ReportAsync(story, await story.RegisterAsync("next boot", instance: instances[1]));
        Assert.Equal([s_first, null], await ShellsAsync(story, sessions[0], job!));
    }

    private static JobReport Report(JobFacts job, ShellEnd shell) =>
        new() { JobUid = job.Uid, Fence = job.Fence, Step = JobStep.Preparing, Shell = shell };

    private static Task<SyncResponse> ReportAsync(Story story, RegisterResponse session, params IReadOnlyList<JobReport> reports) =>
        story.Get<AgentCalls>().SyncAsync(
            session.Token,
            new SyncRequest
            {
                Protocol = 1,
                BootId = session.Epoch == 1 ? "boot" : "next boot",
                Epoch = session.Epoch,
                Status = NodeStatus.Ready,
                Jobs = reports,
            },
            default);

    private static async Task<IEnumerable<ShellEnd?>> ShellsAsync(Story story, RegisterResponse session, JobFacts job) =>
        (await story.Get<AgentCalls>().LaunchAsync(session.Token, job.Uid, job.Fence, default)).Nodes.Select(node => node.Shell);
}
