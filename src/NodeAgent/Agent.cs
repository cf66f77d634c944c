using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Register, then sync for ever; jobs go on beside it, whether or not the API can be reached.</summary>
internal sealed class Agent(
    AgentConfig config,
    NodeInstance node,
    BootRecord boot,
    INodeProof proof,
    EvictionNotice eviction,
    AgentApi api,
    AgentSession session,
    NodeSetupKeeper setup,
    JobBook book,
    JobKeeper keeper,
    LeftBehind left,
    Doorbell reports,
    AgentLog log,
    TimeProvider clock,
    Random random)
{
    /// <summary>
    /// Calls that may be left to end by themselves; with more, the oldest is hung up: an API that does not end them
    /// should not be held open for ever.
    /// </summary>
    private const int MostOvertaken = 3;

    private static readonly TimeSpan s_cleaningUp = TimeSpan.FromMinutes(1);

    private readonly List<(Task Call, CancellationTokenSource Line)> _overtaken = [];

    private RegisterResponse? _registration;

    public async Task<AgentExitCode> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource work = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (setup.Status == NodeStatus.Ready)
            keeper.NodeIsReady();
        Task keeping = keeper.RunAsync(work.Token);
        Task removing = Task.Run(() => left.RunAsync(work.Token), CancellationToken.None);
        Task settingUp = Task.CompletedTask;
        try
        {
            while (await RegisterAsync(cancellation) is { } registration)
            {
                if (settingUp.IsCompleted)
                    settingUp = SetUpAsync(registration, work.Token);
                if (!await SyncWhileKnownAsync(registration, [keeping, removing, settingUp], cancellation))
                    break;
            }
            await LeaveAsync(cancellation);
            return AgentExitCode.Gone;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return AgentExitCode.Stopped;
        }
        finally
        {
            await work.CancelAsync();
            await Task.WhenAll(keeping, removing, settingUp)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task SetUpAsync(RegisterResponse registration, CancellationToken cancellation)
    {
        await setup.RunAsync(registration, cancellation);
        if (setup.Status == NodeStatus.Ready)
            keeper.NodeIsReady();
    }

    /// <summary>Null when the API knows this instance no more.</summary>
    private async Task<RegisterResponse?> RegisterAsync(CancellationToken cancellation)
    {
        Backoff backoff = new(clock, random);
        while (true)
        {
            switch (await ProveAndRegisterAsync(cancellation))
            {
                case ApiAnswer<RegisterResponse>.Ok(var registration):
                    log.Say($"registered as {registration.NodeId}, epoch {registration.Epoch}");
                    _registration = registration;
                    session.Open(registration);
                    return registration;
                case ApiAnswer<RegisterResponse>.Gone:
                    return null;
                case ApiAnswer<RegisterResponse>.Unavailable(var reason):
                    log.Say($"cannot register yet: {reason}");
                    break;
                default:
                    log.Say("cannot register yet: the proof of identity was refused");
                    break;
            }
            await backoff.WaitAsync(cancellation);
        }
    }

    private async Task<ApiAnswer<RegisterResponse>> ProveAndRegisterAsync(CancellationToken cancellation)
    {
        string proven;
        try
        {
            proven = await proof.MakeAsync(boot.BootId, NodeBoot.HashOf(boot.Key), cancellation);
        }
        catch (Exception unproven) when (unproven is HttpRequestException or IOException)
        {
            return new ApiAnswer<RegisterResponse>.Unavailable($"the proof of identity cannot be made: {unproven.Message}");
        }
        return await api.RegisterAsync(Request(proven), cancellation);
    }

    private RegisterRequest Request(string proven) => new()
    {
        Protocol = AgentProtocol.Version,
        ClusterUid = config.ClusterUid,
        InstanceId = node.Id,
        BootId = boot.BootId,
        KeyHash = NodeBoot.HashOf(boot.Key),
        Proof = proven,
        Address = node.Address,
        GpuCount = node.GpuCount,
        AgentVersion = typeof(Agent).Assembly.GetName().Version?.ToString(3),
    };

    /// <summary>True when the token is void, false when the instance is.</summary>
    private async Task<bool> SyncWhileKnownAsync(
        RegisterResponse registration,
        Task[] background,
        CancellationToken cancellation)
    {
        Backoff backoff = new(clock, random);
        string? version = null;
        while (true)
        {
            FailWith(background);
            Task changed = reports.Next;
            SyncRequest request = Request(registration, version);
            switch (await SyncUnlessChangedAsync(request, registration.Token, changed, cancellation))
            {
                case ApiAnswer<SyncResponse>.Ok(var answer):
                    backoff.Reset();
                    version = answer.Version;
                    keeper.Want(answer.Assignment);
                    keeper.Acknowledge(request.Jobs);
                    await Task.WhenAny(
                        changed,
                        Task.Delay(TimeSpan.FromSeconds(Math.Clamp(answer.NextInSeconds, 0, 3600)), clock, cancellation));
                    break;
                case ApiAnswer<SyncResponse>.Unauthorized:
                    return true;
                case ApiAnswer<SyncResponse>.Gone:
                    return false;
                case ApiAnswer<SyncResponse>.Unavailable(var reason):
                    log.Say($"cannot sync yet: {reason}");
                    version = null;
                    await backoff.WaitAsync(cancellation);
                    break;
            }
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private SyncRequest Request(RegisterResponse registration, string? version) => new()
    {
        Protocol = AgentProtocol.Version,
        BootId = boot.BootId,
        Epoch = registration.Epoch,
        Status = setup.Status == NodeStatus.Ready && left.IsTooMuch ? NodeStatus.Unusable : setup.Status,
        Problem = setup.Problem ?? left.Problem,
        KnownVersion = version,
        SentAt = clock.GetUtcNow(),
        Jobs = [.. book.All().Select(record => record.ToReport())],
        EvictionNoticed = eviction.IsGiven,
    };

    /// <summary>
    /// The API may hold a call for long. News does not wait for it: null, and another call brings the news out at once.
    /// The overtaken one is left to end: the API ends it when it hears the other, and hanging up would look like a
    /// failure there.
    /// </summary>
    private async Task<ApiAnswer<SyncResponse>?> SyncUnlessChangedAsync(
        SyncRequest request,
        string token,
        Task changed,
        CancellationToken cancellation)
    {
        CancellationTokenSource line = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<ApiAnswer<SyncResponse>> call = api.SyncAsync(request, token, line.Token);
        if (await Task.WhenAny(call, changed) == call)
        {
            line.Dispose();
            return await call;
        }

        foreach ((Task ended, CancellationTokenSource itsLine) in _overtaken.FindAll(old => old.Call.IsCompleted))
        {
            _overtaken.Remove((ended, itsLine));
            itsLine.Dispose();
        }

        if (_overtaken.Count == MostOvertaken)
            await _overtaken[0].Line.CancelAsync();
        _overtaken.Add((call, line));
        return null;
    }

    /// <summary>410: stops and cleans whatever is left, within reason: the machine goes away anyway.</summary>
    private async Task LeaveAsync(CancellationToken cancellation)
    {
        log.Say("this instance is no node any more: stopping everything");
        using CancellationTokenSource limit = new(s_cleaningUp, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            keeper.Want(null);
            await setup.UndoAsync(_registration, either.Token);
            while (true)
            {
                Task changed = reports.Next;
                if (book.All().All(record => record.Step == JobStep.Clean))
                    return;

                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            log.Say($"gave up cleaning after {s_cleaningUp}");
        }
    }

    /// <summary>A broken promise in a background task ends the agent; started again, it takes the jobs over.</summary>
    private static void FailWith(params ReadOnlySpan<Task> tasks)
    {
        foreach (Task task in tasks)
        {
            if (task.IsFaulted)
                task.GetAwaiter().GetResult();
        }
    }
}
