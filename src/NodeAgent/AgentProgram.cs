using System.Runtime.InteropServices;
using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>Puts the agent together and runs it until it is asked to end or is no node any more.</summary>
internal static class AgentProgram
{
    /// <summary>Longer than the API holds a sync.</summary>
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    public static async Task<AgentExitCode> RunAsync(string configFile, IReadOnlyDictionary<string, string> environment)
    {
        RunnerProgram.Remember();
        if (AgentConfigFile.TryRead(configFile, out string problem) is not { } config)
            return Refuse(AgentExitCode.BadConfiguration, problem);
        JobUser? user = config.JobUser is { } name ? JobUser.TryFind(name) : null;
        if (config.JobUser is not null && user is null)
            return Refuse(AgentExitCode.BadConfiguration, $"{configFile}: jobUser '{config.JobUser}' is no user of this machine");
        if (user is not null && !Environment.IsPrivilegedProcess)
            return Refuse(AgentExitCode.BadConfiguration, $"{configFile}: jobUser needs an agent of root");

        using CancellationTokenSource ending = new();
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using SocketsHttpHandler handler = new() { UseProxy = false, UseCookies = false, ConnectTimeout = s_connectTimeout };
        using HttpClient platform = new(handler, disposeHandler: false) { Timeout = AzurePlace.LongestAnswer };
        AgentLog log = new(Console.Error, TimeProvider.System);
        try
        {
            (NodePlace? place, problem) = config.Azure is { } azure
                ? await AzurePlace.FindAsync(platform, azure, user, environment, log, TimeProvider.System, Random.Shared, ending.Token)
                : (NodePlace.TryFindLocal(config, config.VolumesDirectory!, user, environment, out problem), problem);
            return place is null
                ? Refuse(AgentExitCode.BadConfiguration, problem)
                : await RunAsync(config, place, user, handler, log, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return AgentExitCode.Stopped;
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ending.Cancel();
        }
    }

    private static async Task<AgentExitCode> RunAsync(
        AgentConfig config,
        NodePlace place,
        JobUser? user,
        SocketsHttpHandler handler,
        AgentLog log,
        CancellationToken ending)
    {
        AgentState state = new(place.Node.StateDirectory);
        try
        {
            state.Create();
            using IDisposable? held = AgentLock.TryTake(state.LockFile);
            return held is null
                ? Refuse(AgentExitCode.AlreadyRunning, $"another agent runs in {place.Node.Directory}")
                : await RunAsync(config, place, state, user, handler, log, ending);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(AgentExitCode.StateUnusable, $"the state in {state.Directory} cannot be used: {refused.Message}");
        }
    }

    private static async Task<AgentExitCode> RunAsync(
        AgentConfig config,
        NodePlace place,
        AgentState state,
        JobUser? user,
        SocketsHttpHandler handler,
        AgentLog log,
        CancellationToken ending)
    {
        using HttpClient http = new(handler, disposeHandler: false) { Timeout = s_callTimeout };
        using CancellationTokenSource watching = CancellationTokenSource.CreateLinkedTokenSource(ending);
        TimeProvider clock = TimeProvider.System;
        Doorbell reports = new();
        EvictionNotice eviction = new();
        AgentApi api = new(http, config.EndpointFile);
        AgentSession session = new();
        NodeInstance node = place.Node;
        RunPlaces runs = new(state, node, clock);
        BootRecord boot = NodeBoot.Load(state, node);
        JobBook book = new(state, reports, log);
        LeftBehind left = new(JobPaths.SetAsideOf(node), new MountTable(), path => TreeRemoval.Remove(path), reports, log, clock);
        if (book.All().Count == 0)
        {
            await runs.SweepAllAsync(ending);
            await UnmountAllAsync(place, left, ending);
        }
        LaunchSource launches = new(api, session, clock, Random.Shared, log);
        GangShell shell = new(node, config, runs, launches, user, clock, Random.Shared);
        JobKeeper keeper = new(
            book,
            new FenceMark(state.FenceFile),
            launches,
            new PreparationSteps(node, config, place.Mounter, runs, left, shell, user),
            new ToolkitSteps(node, config, runs, user, clock),
            new EndSteps(config, place.Mounter, runs, left),
            eviction,
            user,
            log,
            clock);
        NodeSetupKeeper setup = new(state, node, config, place.Mounter, runs, user, reports, log);
        Agent agent = new(
            config, node, boot, place.Proof, eviction, api, session, setup, book, keeper, left, reports, log, clock, Random.Shared);

        Task evictions = place.Evictions?.RunAsync(eviction, reports, watching.Token) ?? Task.CompletedTask;
        try
        {
            return await agent.RunAsync(ending);
        }
        finally
        {
            await watching.CancelAsync();
            await evictions.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>What a job mounted and nobody remembers.</summary>
    private static async Task UnmountAllAsync(NodePlace place, LeftBehind left, CancellationToken cancellation)
    {
        try
        {
            await place.Mounter.UnmountAsync(JobPaths.AllJobsOf(place.Node), cancellation);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            left.GiveUp(refused.Message);
        }
    }

    private static AgentExitCode Refuse(AgentExitCode code, string problem)
    {
        Console.Error.WriteLine($"batchai node agent: {problem}");
        return code;
    }
}
