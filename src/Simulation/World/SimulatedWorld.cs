using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>
/// The real control plane over stores in memory, a simulated cloud and simulated nodes, in virtual time that jumps to whatever is due next.
/// With the stepped engine all happens on the caller's thread, one thing after the other: the same seed gives the same run.
/// </summary>
public sealed class SimulatedWorld : IAsyncDisposable, IDisposable
{
    private readonly WorldOptions _options;
    private readonly Agenda _agenda = new();
    private readonly Agenda.Appointment _watchdog;
    private readonly Dictionary<int, SimulatedNode> _nodes = [];
    private readonly Dictionary<int, Agenda.Appointment> _calls = [];
    private readonly AnnouncedEvents _announced = new();
    private ControlPlaneLife? _life;

    private SimulatedWorld(WorldOptions options)
    {
        _options = options;
        Clock = new VirtualClock(options.Begin, options.Seed);
        Cloud = new SimulatedCloud(Clock, options.Faults) { Appeared = Boot, Vanished = Forget };
        _watchdog = new Agenda.Appointment(_agenda, () => WatchAsync(isFirst: false));
    }

    /// <summary>Goes when the world is told to go on.</summary>
    public VirtualClock Clock { get; }

    /// <summary>The facts, which outlive every life of the control plane.</summary>
    public InMemoryTableStore Store { get; } = new();

    public SimulatedCloud Cloud { get; }

    public NodeBehaviour Script { get; } = new();

    /// <summary>What really ran on the nodes.</summary>
    public LaunchLedger Ledger { get; } = new();

    /// <summary>How jobs ended, as it was announced, by their uid.</summary>
    public IReadOnlyDictionary<string, JobEvent> Ends => _announced.Ends;

    /// <summary>By the number of their instance.</summary>
    public IReadOnlyDictionary<int, SimulatedNode> Nodes => _nodes;

    /// <summary>What the control plane is composed over, before anything is wrapped.</summary>
    public ControlPlaneParts Parts => new()
    {
        Clock = Clock,
        Store = Store,
        Fleet = Cloud.Front,
        Usages = Cloud,
        Timing = _options.Timing,
        Signal = new NodeSignal(Clock, Wake),
        Events = _announced,
    };

    /// <summary>False before the first life, and between two.</summary>
    public bool IsUp => _life is not null;

    /// <summary>When something happens next by itself, with the present when something is overdue; null when nothing does.</summary>
    public DateTimeOffset? NextDue => new[] { Cloud.NextDue, _agenda.NextDue, Clock.NextDue, _life?.Engine.NextDue }.Min();

    private ControlPlaneLife Life => _life ?? throw new InvalidOperationException("The control plane is down.");

    /// <summary>A world without a control plane; <see cref="RestartAsync"/> begins one.</summary>
    public static SimulatedWorld Make(WorldOptions? options = null) => new(options ?? new WorldOptions());

    /// <summary>A world whose control plane runs.</summary>
    public static async Task<SimulatedWorld> BeginAsync(WorldOptions? options = null)
    {
        SimulatedWorld world = Make(options);
        await world.RestartAsync();
        return world;
    }

    /// <summary>A service of the present life.</summary>
    public T Get<T>()
        where T : notnull => Life.Get<T>();

    /// <summary>Ends the life of the control plane, if there is one, and begins another on the same facts.</summary>
    public async Task RestartAsync()
    {
        await EndLifeAsync();
        _life = await ControlPlaneLife.StartAsync(_options.Compose(Parts), await _options.Engine(Clock));
        if (_options.WatchdogEvery == Timeout.InfiniteTimeSpan)
            return;
        if (_options.BeginsWithARound)
            await WatchAsync(isFirst: true);
        else if (_watchdog.Due is null)
            _watchdog.MoveTo(Clock.GetUtcNow());
    }

    /// <summary>The control plane is down until <see cref="RestartAsync"/>.</summary>
    public async Task EndLifeAsync()
    {
        if (_life is null)
            return;

        await _life.DisposeAsync();
        _life = null;
    }

    /// <summary>Does something at a time, such as sending a job.</summary>
    public void At(DateTimeOffset time, Func<Task> act) => _agenda.Enter(time, act);

    /// <summary>Lets everything happen up to a time, and sets the clock to it.</summary>
    public async Task AdvanceToAsync(DateTimeOffset time)
    {
        await RunUntilAsync(() => Task.FromResult(false), time);
    }

    /// <inheritdoc cref="RunUntilAsync(Func{Task{bool}}, DateTimeOffset)"/>
    public Task<bool> RunUntilAsync(Func<bool> isSo, DateTimeOffset atMost) => RunUntilAsync(() => Task.FromResult(isSo()), atMost);

    /// <summary>
    /// Goes from one thing that is due to the next until something is so; false, with the clock at that time, when it was not so by then.
    /// </summary>
    public async Task<bool> RunUntilAsync(Func<Task<bool>> isSo, DateTimeOffset atMost)
    {
        await DoWhatIsDueAsync();
        while (!await isSo())
        {
            if (NextDue is not { } next || next > atMost)
            {
                if (Clock.GetUtcNow() < atMost)
                    Clock.AdvanceTo(atMost);
                return false;
            }

            if (next > Clock.GetUtcNow())
                Clock.AdvanceTo(next);
            await DoWhatIsDueAsync();
        }

        return true;
    }

    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync() => await EndLifeAsync();

    private async Task DoWhatIsDueAsync()
    {
        Cloud.Step();
        await Life.Engine.RunUntilIdleAsync();
        while (_agenda.TakeDue(Clock.GetUtcNow()) is { } act)
        {
            await act();
            await Life.Engine.RunUntilIdleAsync();
        }
    }

    private async Task WatchAsync(bool isFirst)
    {
        try
        {
            await Life.Get<WatchdogRound>().RunAloneAsync(isFirst, CancellationToken.None);
        }
        catch (RoundFailedException failed) when (failed.InnerExceptions.All(part => part.InnerException is StoreUnavailableException))
        {
            // The next round does what this one could not: what was accepted before is kept.
        }
        finally
        {
            _watchdog.MoveTo(Clock.GetUtcNow() + _options.WatchdogEvery);
        }
    }

    private void Boot(SimulatedMachine machine)
    {
        SimulatedNode node = new(machine, () => _options.AroundCalls(Life.Get<AgentCalls>()), Script, Ledger, Clock);
        Agenda.Appointment call = new(_agenda, () => CallAsync(machine.Instance));
        (_nodes[machine.Instance], _calls[machine.Instance]) = (node, call);
        call.MoveTo(Clock.GetUtcNow() + (Script.BootTakes * (machine.IsSlow ? 10 : 1)));
    }

    private async Task CallAsync(int instance)
    {
        SimulatedNode node = _nodes[instance];
        try
        {
            await node.StepAsync();
        }
        finally
        {
            // It may have gone during its own call.
            if (_calls.TryGetValue(instance, out Agenda.Appointment? call))
                call.MoveTo(node.NextCall());
        }
    }

    /// <summary>A node that calls at once does so when it has something else to do.</summary>
    private void Wake(int instance)
    {
        if (Script.CallsAtOnce && _calls.TryGetValue(instance, out Agenda.Appointment? call) && call.Due > Clock.GetUtcNow())
            call.MoveTo(Clock.GetUtcNow());
    }

    private void Forget(int instance)
    {
        if (_nodes.Remove(instance, out SimulatedNode? node))
            node.Vanish();
        if (_calls.Remove(instance, out Agenda.Appointment? call))
            call.Cancel();
    }
}
