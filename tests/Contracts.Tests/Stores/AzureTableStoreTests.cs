using Azure.Data.Tables;
using BatchAi.AzureAdapters;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class AzureTableStoreTests(Azurite azurite) : TableStoreContract, IClassFixture<Azurite>
{
    private static int s_stores;

    protected override int Sequences => 8;

    // A prefix of its own for each test: the tables of the others are not in sight.
    protected override ValueTask<ITableStore> OpenAsync() =>
        new(new AzureTableStore(new TableServiceClient(azurite.ConnectionString), $"t{Interlocked.Increment(ref s_stores)}x"));
}
