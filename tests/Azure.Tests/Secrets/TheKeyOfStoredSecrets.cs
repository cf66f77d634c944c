using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheKeyOfStoredSecrets
{
    private const string Uid = "0190aaaa";

    private static readonly Dictionary<string, string> s_values = new() { ["secrets/PASSWORD"] = "hunter2" };

    private readonly InMemoryTableStore _rows = new();
    private readonly AVault _vault = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_made_once_and_read_once_by_each_process()
    {
        SecretStore first = Process();
        await first.SaveAsync(Uid, s_values, Cancellation);
        await first.LoadAsync(Uid, Cancellation);
        SecretStore second = Process();

        IReadOnlyDictionary<string, string> read = await second.LoadAsync(Uid, Cancellation);
        await second.LoadAsync(Uid, Cancellation);

        Assert.Equal("hunter2", read["secrets/PASSWORD"]);
        Assert.Equal(32, Convert.FromBase64String(Assert.Single(_vault.Versions).Value).Length);

        Assert.Equal(2, _vault.Reads);
    }

    [Fact]
    public async Task Is_that_of_the_first_when_two_processes_make_it_at_once()
    {
        VaultSecretKey late = new(_vault.Client(), _rows);
        VaultSecretKey early = new(_vault.Client(), _rows);
        ReadOnlyMemory<byte> key = default;
        _vault.BeforeWrite = () =>
        {
            _vault.BeforeWrite = null;
            key = early.GetAsync(Cancellation).AsTask().GetAwaiter().GetResult();
        };

        ReadOnlyMemory<byte> same = await late.GetAsync(Cancellation);

        Assert.Equal(2, _vault.Versions.Count);
        Assert.Equal(key.ToArray(), same.ToArray());
    }

    [Fact]
    public async Task That_is_gone_from_the_vault_is_asked_back_by_name_and_never_made_anew()
    {
        await Process().SaveAsync(Uid, s_values, Cancellation);
        string version = Assert.Single(_vault.Versions).Key;
        _vault.Versions.Clear();

        InvalidOperationException gone = await Assert.ThrowsAsync<InvalidOperationException>(() => Process().LoadAsync(Uid, Cancellation));

        Assert.Contains(VaultSecretKey.SecretName, gone.Message, StringComparison.Ordinal);
        Assert.Contains(version, gone.Message, StringComparison.Ordinal);
        Assert.Empty(_vault.Versions);
    }

    private SecretStore Process() => new(new StoreLimits(_rows), new VaultSecretKey(_vault.Client(), _rows));
}
