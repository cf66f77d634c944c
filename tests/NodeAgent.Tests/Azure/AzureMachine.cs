using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// A pretended Azure instance, number 7 of the scale set bai-c1: real agents, a fake API and a fake metadata service,
/// all in one directory.
/// </summary>
internal sealed class AzureMachine : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly List<AgentProcess> _agents = [];

    private AzureMachine(FakeImds imds)
    {
        Imds = imds;
        Api = new FakeApi { EndpointFile = Path.Combine(_root, "endpoint") };
    }

    public FakeApi Api { get; }

    public FakeImds Imds { get; }

    public FakeNode Node => Api.Node("7");

    /// <summary>Where jobs and mounts are.</summary>
    public string Instance => Path.Combine(_root, "instance");

    /// <summary>A directory that stands for a mounted share: everybody may write there.</summary>
    public string Output => Path.Combine(_root, "output");

    private string ConfigFile => Path.Combine(_root, "agent.json");

    /// <param name="jobUser">Null runs jobs as the test's own user.</param>
    public static async Task<AzureMachine> StartAsync(string? jobUser = null)
    {
        AzureMachine machine = new(await FakeImds.StartAsync());
        await machine.Api.StartAsync();
        string root = machine._root;
        // Temporary directories are closed to other users, jobs are run as one.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(machine.Output);
        File.SetUnixFileMode(machine.Output, (UnixFileMode)0b111_111_111);
        await File.WriteAllTextAsync(machine.ConfigFile, $$"""
            {
              "clusterUid": "c1", "endpointFile": "{{machine.Api.EndpointFile}}", "sharedDirectory": "{{root}}/instance/shared", "stopGraceSeconds": 0.5,
              {{(jobUser is null ? "" : $"\"jobUser\": \"{jobUser}\",")}}
              "azure": {
                "identityClientId": "{{FakeImds.IdentityClientId}}", "metadata": "{{machine.Imds.Address}}",
                "instanceDirectory": "{{root}}/instance", "stateDirectory": "{{root}}/state", "runtimeDirectory": "{{root}}/run"
              }
            }
            """);
        return machine;
    }

    public AgentProcess Start()
    {
        AgentProcess agent = new(Instance, "7", ConfigFile);
        _agents.Add(agent);
        agent.Start();
        return agent;
    }

    public async Task<AgentProcess> ReadyAsync()
    {
        int syncs = Node.Syncs.Count;
        AgentProcess agent = Start();
        await UntilAsync("the node is ready", () => Node.Syncs.Count > syncs && Node.Last?.Status == NodeStatus.Ready);
        return agent;
    }

    public Task UntilAsync(string expected, Func<bool> condition) =>
        Wait.Until(
            expected,
            condition,
            () => $"{Node.Last}\n{string.Join('\n', _agents.Select(agent => agent.Log))}",
            TestContext.Current.CancellationToken);

    /// <summary>Standard output and the like of a job whose prefix is <see cref="Output"/>.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(Output, "segment", "stdouterr", file));

    /// <summary>Has the node run a job of one node.</summary>
    /// <param name="change">What is different about it.</param>
    public JobLaunch Launch(string commandLine, long fence = 1, Func<JobLaunch, JobLaunch>? change = null)
    {
        JobLaunch job = new()
        {
            JobUid = "job-uid",
            Fence = fence,
            WorkspaceName = "ws",
            ExperimentName = "exp",
            JobName = "job",
            ClusterName = "cluster",
            Nodes = [new GangMember(Node.NodeId, "10.0.0.7")],
            Rank = 0,
            Job = new JobProperties
            {
                NodeCount = 1,
                ToolType = "custom",
                CustomToolkitSettings = new CustomToolkitSettings { CommandLine = commandLine },
                StdOutErrPathPrefix = Output,
                JobOutputDirectoryPathSegment = "segment",
            },
        };
        job = change?.Invoke(job) ?? job;
        Node.Launches[(job.JobUid, fence)] = job;
        Node.Assign(new NodeAssignment { JobUid = job.JobUid, Fence = fence, Phase = JobPhase.Launch });
        return job;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AgentProcess agent in _agents)
            agent.Dispose();
        await Api.DisposeAsync();
        await Imds.DisposeAsync();
        await SupervisedRun.SweepAsync(mark => mark.Contains(_root, StringComparison.Ordinal), TimeProvider.System, CancellationToken.None);
        TreeRemoval.Delete(_root);
    }
}
