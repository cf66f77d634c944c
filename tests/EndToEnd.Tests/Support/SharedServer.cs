using BatchAi.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace BatchAi.EndToEnd.Tests;

/// <summary>One server for all tests that need no server of their own; each makes a workspace of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal LocalHostProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await LocalHostProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
