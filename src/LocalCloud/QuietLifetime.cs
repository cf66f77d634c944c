using Microsoft.Extensions.Hosting;

namespace BatchAi.LocalCloud;

/// <summary>The program around the local cloud decides when it stops, not a signal this web host would catch for itself.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
