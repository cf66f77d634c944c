using Microsoft.Extensions.Hosting;

namespace BatchAi.Embedded.Tests;

/// <summary>A host that only notes that it is to stop.</summary>
internal sealed class HostProbe : IHostApplicationLifetime
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stopped => _stop.Task;

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => _stop.TrySetResult();
}
