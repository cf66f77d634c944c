using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions.Tests;

/// <summary>Stands for the engine where its package cannot be had, so that what runs on it is compiled there, too.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private const string Why = "Microsoft.DurableTask.InProcessTestHost cannot be had here.";

    public DurableTaskClient Client => throw new NotSupportedException(Why);

    public IOrchestrationClient Orchestrations => throw new NotSupportedException(Why);

    public static Task<DurableEngine> StartAsync(IEnumerable<OrchestrationDescriptor> orchestrations, IEnumerable<ActivityDescriptor> activities, IServiceProvider services)
    {
        Assert.Skip(Why);
        return Task.FromResult(new DurableEngine());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
