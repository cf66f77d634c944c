using System.Net;
using System.Net.Sockets;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Passwordless ssh between the nodes of one attempt, for mpirun and whoever else starts processes on other nodes. Each node makes a key
/// of its own, runs an ssh server of the job's user beside the node's own one, and tells the API its port and its public key; the API
/// hands these to the gang. A node without a server takes part in jobs that need none.
/// </summary>
internal sealed class GangShell(
    NodeInstance node, AgentConfig config, RunPlaces runs, LaunchSource launches, JobUser? user, TimeProvider clock, Random random)
{
    private const string Server = "/usr/sbin/sshd";

    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>All nodes come to this at about the same time; one that takes longer has lost its agent, which ends the job.</summary>
    private static readonly TimeSpan s_longestMeeting = TimeSpan.FromMinutes(2);

    private readonly ToolProcess _programs = new();

    /// <summary>Before the job preparation, so that the gang has long heard of this node when the preparation ends.</summary>
    public async Task OpenAsync(
        JobAttempt attempt, JobLaunch launch, JobPaths paths, string environment, CancellationToken cancellation)
    {
        if (!IsNeeded(launch))
            return;

        ShellFiles files = FilesOf(paths);
        SupervisedRun run = runs.Of(attempt.Record.Attempt, JobParts.Shell);
        ShellEnd end = ShellEnd.None;
        // An earlier agent may have started the server and died before it could write that down.
        bool isNew = run.IntendedAt is null;
        string? problem = isNew ? await MakeKeyAsync(files, cancellation) : null;
        if (problem is null)
        {
            end = JobUser.Act(user, () => isNew ? WriteServer(files, environment) : WrittenServer(files));
            problem = await StartAsync(run, files, end, cancellation);
        }

        attempt.Log.Say(problem is null
            ? $"ssh between the nodes of the job: port {end.Port}"
            : $"no ssh between the nodes of the job, so mpirun reaches none but its own: {problem}");
        attempt.Update(attempt.Record with { Shell = problem is null ? end : ShellEnd.None });
    }

    /// <summary>Waits for the other nodes, so that every node lets the others in when the first process of the job starts.</summary>
    public async Task MeetAsync(JobAttempt attempt, JobLaunch launch, JobPaths paths, CancellationToken cancellation)
    {
        if (!IsNeeded(launch) || attempt.Record.Shell is null)
            return;

        Backoff backoff = new(clock, random);
        long began = clock.GetTimestamp();
        JobLaunch known = launch;
        while (known.Nodes.Any(member => member.Shell is null) && clock.GetElapsedTime(began) < s_longestMeeting)
        {
            if (known != launch)
                await backoff.WaitAsync(cancellation);
            known = await launches.FetchAsync(launch.JobUid, launch.Fence, cancellation);
        }

        if (attempt.Record.Shell.Port > 0)
            JobUser.Act(user, () => WriteNodes(FilesOf(paths), launch.Nodes[launch.Rank].Address, known.Nodes));
        foreach (GangMember member in known.Nodes.Where(member => member.Shell is not { IsUsable: true }))
            attempt.Log.Say($"{member.NodeId} {member.Address} cannot be reached by ssh");
    }

    private bool IsNeeded(JobLaunch launch) => !config.OneMachine && launch.Nodes.Count > 1;

    private static ShellFiles FilesOf(JobPaths paths) => new(paths.Shell, paths.Tools);

    private string UserName => user?.Name ?? Environment.UserName;

    /// <summary>Null, or why there is none.</summary>
    private async Task<string?> MakeKeyAsync(ShellFiles files, CancellationToken cancellation)
    {
        if (!File.Exists(Server))
            return $"{Server} is not installed on this node";

        JobUser.Act(user, () => Directory.CreateDirectory(files.Directory, OwnerAlone));
        // An earlier agent may have died over it: then the key may be half there, and nobody has been told of it.
        JobUser.Act(user, () => DeleteKey(files));
        string[] words =
            [.. user?.Prefix ?? [], "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", files.Key];
        return await _programs.RunAsync(words[0], words[1..], s_longestStart, cancellation);
    }

    private static bool DeleteKey(ShellFiles files)
    {
        File.Delete(files.Key);
        File.Delete(files.PublicKey);
        return true;
    }

    private ShellEnd WriteServer(ShellFiles files, string environment)
    {
        int port = FreePort(node.Address);
        File.WriteAllText(files.Environment, environment);
        File.WriteAllText(files.ServerConfiguration, files.ServerConfigurationText(node.Address, port, UserName));
        return WrittenServer(files);
    }

    private static ShellEnd WrittenServer(ShellFiles files) => new(
        ShellFiles.PortIn(File.ReadAllText(files.ServerConfiguration)),
        string.Join(' ', File.ReadAllText(files.PublicKey).Split(' ').Take(2)).Trim());

    private bool WriteNodes(ShellFiles files, string address, IReadOnlyList<GangMember> nodes)
    {
        Directory.CreateDirectory(files.Nodes);
        foreach (GangMember member in ShellFiles.Reachable(nodes))
            File.WriteAllText(Path.Combine(files.Nodes, member.Address), $"{member.Shell!.Port}\n");
        File.WriteAllText(files.KnownHosts, ShellFiles.KnownHostsText(nodes));
        File.WriteAllText(files.AuthorizedKeys, ShellFiles.AuthorizedKeysText(nodes));
        File.WriteAllText(files.ClientConfiguration, files.ClientConfigurationText(address));
        File.WriteAllText(files.User, $"{UserName}\n");
        return true;
    }

    /// <summary>Null once the server listens, or why it does not.</summary>
    private async Task<string?> StartAsync(SupervisedRun run, ShellFiles files, ShellEnd end, CancellationToken cancellation)
    {
        await run.EnsureStartedAsync(
            new RunSpec
            {
                CommandLine = $"exec {Server} -D -e -f {CommandText.Literal(files.ServerConfiguration)}",
                User = user,
                Environment = node.BaseEnvironment,
                WorkingDirectory = files.Directory,
                OutputFile = files.ServerLog,
                ErrorFile = files.ServerLog,
                StopGraceSeconds = config.StopGraceSeconds,
            },
            cancellation);

        using CancellationTokenSource looking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<RunEnd> ended = run.WaitAsync(looking.Token);
        long began = clock.GetTimestamp();
        try
        {
            while (!ended.IsCompleted && clock.GetElapsedTime(began) < s_longestStart)
            {
                if (await ListensAsync(end.Port, cancellation))
                    return null;
                await Task.WhenAny(ended, Task.Delay(s_look, clock, cancellation));
            }

            string said = JobUser.Act(user, () => File.Exists(files.ServerLog) ? File.ReadAllText(files.ServerLog) : "");
            return $"the ssh server does not listen: {(said.Trim().Split('\n') is [.., { Length: > 0 } last] ? last : "it says nothing")}";
        }
        finally
        {
            await looking.CancelAsync();
            await ended.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(node.Address, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort(string address)
    {
        using TcpListener listener = new(IPAddress.Parse(address), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
