namespace BatchAi.Testing;

/// <summary>
/// Storage accounts of our own for a test run: one Azurite a process, installed once below artifacts/, started by the
/// first who asks, ended with the process. Use it as a class fixture (other test projects link this folder); a suite
/// that asks for <see cref="ConnectionString"/> where Node.js is absent is reported as skipped.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private static readonly Lazy<Task<AzuriteServer>> s_server = new(AzuriteServer.StartAsync);

    private static int s_accounts;

    private string? _connectionString;

    /// <summary>Connection string of another account. Skips the test that asks when there is no Azurite to be had.</summary>
    public async Task<string> AnotherAccountAsync() => ConnectionString.Length > 0 ? await NextAccountAsync() : "";

    /// <summary>False where there is no Azurite to be had.</summary>
    public bool IsThere => _connectionString is not null;

    /// <summary>Of an account that nobody else uses. Skips the test that asks when there is no Azurite to be had.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_connectionString is null, AzuriteInstall.WhyImpossible() ?? "");
            return _connectionString!;
        }
    }

    /// <summary>Connection string of an account that nobody has used yet.</summary>
    /// <exception cref="InvalidOperationException">There is no Azurite to be had.</exception>
    public static async Task<string> NextAccountAsync() =>
        AzuriteInstall.WhyImpossible() is { } missing
            ? throw new InvalidOperationException(missing)
            : (await s_server.Value).ConnectionString(Interlocked.Increment(ref s_accounts));

    public async ValueTask InitializeAsync()
    {
        if (AzuriteInstall.WhyImpossible() is null)
            _connectionString = await NextAccountAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
