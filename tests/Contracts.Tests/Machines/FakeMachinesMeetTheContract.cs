using BatchAi.Services;
using BatchAi.Testing;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class FakeMachinesMeetTheContract : MachinesContract
{
    protected override Task<IMachinesWorld> StartAsync(int machineQuota = 8) => Task.FromResult<IMachinesWorld>(new World(machineQuota));

    private sealed class World : IMachinesWorld
    {
        private readonly FakeTimeProvider _clock = new();
        private readonly FakeMachines _machines;

        public World(int quota)
        {
            _machines = new FakeMachines(_clock) { Quota = quota };
            _machines.UnofferedSizes.Add(IMachinesWorld.UnofferedSize);
        }

        public IMachines Machines => _machines;

        public Task PassTimeAsync()
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        }

        public void FailNextAllocation() => _machines.FailNextAllocation();

        public void LoseNextAnswer() => _machines.LoseNextAnswer();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
