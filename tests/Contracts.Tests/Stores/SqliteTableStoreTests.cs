using BatchAi.Embedded;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

public sealed class SqliteTableStoreTests : TableStoreContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("store-").FullName;
    private SqliteTableStore? _store;

    protected override int Sequences => 40;

    protected override ValueTask<ITableStore> OpenAsync() => new(_store = new SqliteTableStore(Path.Combine(_directory, "facts.db")));

    protected override ValueTask CloseAsync()
    {
        _store?.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
