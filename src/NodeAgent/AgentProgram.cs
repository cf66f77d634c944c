using System.Runtime.InteropServices;

namespace BatchAi.NodeAgent;

/// <summary>Puts the agent together and runs it until it is asked to end or is no node any more.</summary>
internal static class AgentProgram
{
    /// <summary>Longer than the API holds a sync.</summary>
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    public static async Task<AgentExitCode> RunAsync(string configFile, IReadOnlyDictionary<string, string> environment)
    {
        if (AgentConfigFile.TryRead(configFile, out string problem) is not { } config || NodeInstance.TryFrom(environment, out problem) is not { } node)
            return Refuse(AgentExitCode.BadConfiguration, problem);

        AgentState state = new(node.Directory);
        try
        {
            state.Create();
            using IDisposable? held = AgentLock.TryTake(state.LockFile);
            return held is null
                ? Refuse(AgentExitCode.AlreadyRunning, $"another agent runs in {node.Directory}")
                : await RunAsync(config, node, state);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(AgentExitCode.StateUnusable, $"the state in {state.Directory} cannot be used: {refused.Message}");
        }
    }

    private static async Task<AgentExitCode> RunAsync(AgentConfig config, NodeInstance node, AgentState state)
    {
        using CancellationTokenSource ending = new();
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using SocketsHttpHandler handler = new() { UseProxy = false, UseCookies = false, ConnectTimeout = s_connectTimeout };
        using HttpClient http = new(handler) { Timeout = s_callTimeout };

        TimeProvider clock = TimeProvider.System;
        AgentLog log = new(Console.Error, clock);
        Doorbell reports = new();
        AgentApi api = new(http, config.EndpointFile);
        AgentSession session = new();
        LocalVolumeMounter mounter = new(config.VolumesDirectory, config.Volumes);
        RunPlaces runs = new(state, node, clock);
        BootRecord boot = NodeBoot.Load(state, node);
        JobBook book = new(state, reports, log);
        if (book.All().Count == 0)
            await runs.SweepAllAsync(ending.Token);
        JobKeeper keeper = new(
            book,
            new FenceMark(state.FenceFile),
            new LaunchSource(api, session, clock, Random.Shared, log),
            new PreparationSteps(node, config, mounter, runs),
            new ToolkitSteps(node, config, runs, clock),
            new EndSteps(config, mounter, runs),
            log,
            clock);
        NodeSetupKeeper setup = new(state, node, config, mounter, runs, reports, log);
        Agent agent = new(config, node, boot, api, session, setup, book, keeper, reports, log, clock, Random.Shared);
        return await agent.RunAsync(ending.Token);

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ending.Cancel();
        }
    }

    private static AgentExitCode Refuse(AgentExitCode code, string problem)
    {
        Console.Error.WriteLine($"batchai node agent: {problem}");
        return code;
    }
}
