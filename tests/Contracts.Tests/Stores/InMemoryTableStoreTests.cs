using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

public sealed class InMemoryTableStoreTests : TableStoreContract
{
    protected override int Sequences => 300;

    protected override ValueTask<ITableStore> OpenAsync() => new(new InMemoryTableStore());
}
