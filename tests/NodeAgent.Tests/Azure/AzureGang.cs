using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// Two pretended Azure machines in one directory, each with an address of its own on loopback: real agents and ssh servers, a fake API and
/// a fake metadata service for each. An agent of root runs jobs as another user, who is given a shell in a list of users that the agent
/// alone sees.
/// </summary>
internal sealed class AzureGang : IAsyncDisposable
{
    /// <summary>As on Azure. Not nobody, whose account systemd's list of users gives out as locked.</summary>
    private const string RootsJobUser = "batchai-job";

    public const string Ssh = "/usr/sbin/sshd";

    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly List<AgentProcess> _agents = [];
    private readonly List<FakeImds> _metadata = [];

    private AzureGang() => Api = new FakeApi { EndpointFile = Path.Combine(_root, "endpoint") };

    /// <summary>Who jobs run as.</summary>
    public static string JobUserName => Environment.IsPrivilegedProcess ? RootsJobUser : Environment.UserName;

    public FakeApi Api { get; }

    public string Root => _root;

    public IReadOnlyList<AgentProcess> Agents => _agents;

    public IReadOnlyList<GangMember> Members =>
        [.. ((string[])["1", "2"]).Select(number => new GangMember(Api.Node(number).NodeId, AddressOf(number)))];

    public static string AddressOf(string number) => $"127.0.77.{number}";

    /// <param name="withoutServer">A node on which no ssh server is installed.</param>
    public static async Task<AzureGang> StartAsync(string? withoutServer = null)
    {
        Assert.SkipUnless(File.Exists(Ssh), $"{Ssh} is not installed: apt-get install openssh-server");
        if (Environment.IsPrivilegedProcess)
            Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "only with setpriv does an agent of root run jobs as another user");
        else
            Assert.SkipWhen(withoutServer is not null, "hiding a program takes root");

        AzureGang gang = new();
        await gang.Api.StartAsync();
        File.SetUnixFileMode(gang._root, File.GetUnixFileMode(gang._root) | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(gang.Output);
        File.SetUnixFileMode(gang.Output, (UnixFileMode)0b111_111_111);
        await File.WriteAllTextAsync(gang.Users, $"root:x:0:0::/root:/bin/bash\n{RootsJobUser}:x:11000:11000::{gang._root}:/bin/bash\n");
        File.SetUnixFileMode(gang.Users, (UnixFileMode)0b110_100_100);
        foreach (string number in (string[])["1", "2"])
            await gang.AddAsync(number, number == withoutServer);
        return gang;
    }

    /// <summary>A job of both nodes, the first of which runs the command.</summary>
    public JobLaunch Job(string commandLine, string uid = "job-uid", long fence = 1) => new()
    {
        JobUid = uid,
        Fence = fence,
        WorkspaceName = "ws",
        ExperimentName = "exp",
        JobName = "job",
        ClusterName = "cluster",
        Nodes = Members,
        Rank = 0,
        Job = new JobProperties
        {
            NodeCount = 2,
            ToolType = "custom",
            CustomToolkitSettings = new CustomToolkitSettings { CommandLine = commandLine },
            StdOutErrPathPrefix = Output,
            JobOutputDirectoryPathSegment = "segment",
        },
    };

    /// <summary>Through prepare and launch to the end of the first node's part.</summary>
    public async Task<JobReport> RunAsync(JobLaunch job)
    {
        await PrepareAsync(job);
        Assign(job, JobPhase.Launch);
        return await ReachesAsync(JobStep.Finished, job, "1");
    }

    public async Task PrepareAsync(JobLaunch job)
    {
        Assign(job, JobPhase.Prepare);
        await ReachesAsync(JobStep.Prepared, job, "1");
        await ReachesAsync(JobStep.Prepared, job, "2");
    }

    public async Task CleanAsync(JobLaunch job)
    {
        Assign(job, JobPhase.Clean);
        await ReachesAsync(JobStep.Clean, job, "1");
        await ReachesAsync(JobStep.Clean, job, "2");
    }

    public void Assign(JobLaunch job, JobPhase phase)
    {
        foreach ((int rank, string number) in ((string[])["1", "2"]).Index())
        {
            Api.Node(number).Launches[(job.JobUid, job.Fence)] = job with { Rank = rank };
            Api.Node(number).Assign(new NodeAssignment { JobUid = job.JobUid, Fence = job.Fence, Phase = phase });
        }
    }

    public async Task<JobReport> ReachesAsync(JobStep step, JobLaunch job, string number)
    {
        await UntilAsync($"node {number} reports {step} of {job.JobUid}-{job.Fence}", () => Report(job, number)?.Step >= step);
        return Report(job, number)!;
    }

    public JobReport? Report(JobLaunch job, string number) =>
        Api.Node(number).Last?.Jobs.SingleOrDefault(report => report.JobUid == job.JobUid && report.Fence == job.Fence);

    public Task UntilAsync(string expected, Func<bool> condition) => Wait.Until(
        expected,
        condition,
        () => string.Join('\n', _agents.Select(agent => agent.Log).Concat(Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories)
            .Select(file => $"{file}:\n{File.ReadAllText(file)}"))),
        TestContext.Current.CancellationToken);

    /// <summary>Standard output and the like of a job.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(Output, "segment", "stdouterr", file));

    /// <summary>Null while there is no such file.</summary>
    public string? TryRead(string file) => File.Exists(Path.Combine(Output, "segment", "stdouterr", file)) ? Read(file) : null;

    public string LogOf(string number) => Read($"execution-{Api.Node(number).NodeId}.log");

    /// <summary>The directory with the keys of a job on a node.</summary>
    public string KeysOf(string number) => Path.Combine(_root, $"n{number}", "jobs", "ws", "exp", "job", "ssh");

    public IReadOnlyList<ProcessId> Processes() =>
        ProcessTable.WithVariable(NodeEnvironment.RunMark, mark => mark.Contains(_root, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (AgentProcess agent in _agents)
            agent.Dispose();
        await Api.DisposeAsync();
        foreach (FakeImds metadata in _metadata)
            await metadata.DisposeAsync();
        await SupervisedRun.SweepAsync(mark => mark.Contains(_root, StringComparison.Ordinal), TimeProvider.System, CancellationToken.None);
        TreeRemoval.Delete(_root);
    }

    private string Output => Path.Combine(_root, "output");

    private string Users => Path.Combine(_root, "passwd");

    private async Task AddAsync(string number, bool withoutServer)
    {
        FakeImds metadata = await FakeImds.StartAsync();
        metadata.MachineName = $"bai-c1_{number}";
        metadata.MachineAddress = AddressOf(number);
        _metadata.Add(metadata);
        string config = Path.Combine(_root, $"agent-{number}.json");
        await File.WriteAllTextAsync(config, $$"""
            {
              "clusterUid": "c1", "endpointFile": "{{Api.EndpointFile}}", "sharedDirectory": "{{_root}}/n{{number}}/shared",
              "stopGraceSeconds": 0.5, {{(Environment.IsPrivilegedProcess ? $"\"jobUser\": \"{RootsJobUser}\"," : "")}}
              "azure": {
                "identityClientId": "{{FakeImds.IdentityClientId}}", "metadata": "{{metadata.Address}}",
                "instanceDirectory": "{{_root}}/n{{number}}", "stateDirectory": "{{_root}}/s{{number}}", "runtimeDirectory": "{{_root}}/run"
              }
            }
            """);
        string hide = withoutServer ? "mount -t tmpfs none /usr/sbin; " : "";
        IReadOnlyList<string> prefix = Environment.IsPrivilegedProcess
            ? ["unshare", "--mount", "--propagation", "private", "bash", "-ec", $"mount --bind {Users} /etc/passwd; {hide}exec \"$@\"", "-"]
            : [];
        AgentProcess agent = new(Path.Combine(_root, $"n{number}"), number, config, prefix);
        _agents.Add(agent);
        agent.Start();
        await UntilAsync($"node {number} is ready", () => Api.Node(number).Last?.Status == NodeStatus.Ready);
    }
}
