using BatchAi.Embedded;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Bells that are hung after the instance they are meant for has ended must not keep others from ringing.</summary>
public sealed class LateRingers : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(2);

    private readonly World _world = new(new Plan([]), [.. Scenario.Everything[..3], Requests.PutJob("one")]);

    private string Uid => _world.Fleet.ScaleSets.Single()[ScaleSetSpecs.NameOf("").Length..];

    [Fact]
    public async Task A_bell_hung_for_a_generation_that_rests_does_not_swallow_the_rings_of_the_next()
    {
        _world.ExitCode = name => name == "one" ? 0 : null;
        await _world.UntilAsync("the first job is launched", () => Task.FromResult(_world.Ledger.Launches.Count == 2), s_soon);
        int generation = (await ControlAsync()).Generation;

        await Ringer(
                _world.Get<EmbeddedEngine>(),
                new PausedStore(
                    _world.Facts,
                    async () =>
                    {
                        await _world.UntilAsync("the cluster rests", async () => !(await ControlAsync()).Awake, s_soon);
                        await Requests.PutJob("two")(_world);
                        await _world.UntilAsync(
                            "the next generation runs the second job",
                            async () =>
                                await ControlAsync() is { Awake: true } control
                                && control.Generation > generation
                                && _world.Ledger.Launches.Count == 4,
                            s_soon);
                        await _world.Get<EmbeddedEngine>().RunUntilIdleAsync();
                    }
                ))
            .WakeClusterAsync(Uid, default);
        Assert.Equal(OrchestrationNames.ClusterInstance(Uid, generation), (await BellAsync())?.Value.InstanceId);

        CountingClient client = new(_world.Get<EmbeddedEngine>());
        await Ringer(client, _world.Facts).WakeClusterAsync(Uid, default);
        await Ringer(client, _world.Facts).WakeClusterAsync(Uid, default);
        Assert.Equal(1, client.Rings);

        await _world.Get<EmbeddedEngine>().RunUntilIdleAsync();
        Assert.Null(await BellAsync());
    }

    public void Dispose() => _world.Dispose();

    private Bells Ringer(IOrchestrationClient client, ITableStore store) => new(store, _world.Get<FactStore>(), client, _world.Clock);

    private async Task<ClusterControl> ControlAsync() => (await _world.Get<FactStore>().ControlAsync(Uid, default))!.Value;

    private Task<Row<BellRow>?> BellAsync() => _world.Facts.FindAsync<BellRow>(Tables.Facts, Uid, FactKeys.ClusterBell, default);
}
