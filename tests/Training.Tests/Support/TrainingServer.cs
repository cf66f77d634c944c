using BatchAi.EndToEnd.Tests;

namespace BatchAi.Training.Tests;

/// <summary>One server for the tests that need none of their own; it starts with the first of them, so that others do without.</summary>
public sealed class TrainingServer : IAsyncLifetime
{
    private LocalHostProcess? _process;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<LocalHostProcess> GetAsync() => _process ??= await LocalHostProcess.StartAsync();

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
