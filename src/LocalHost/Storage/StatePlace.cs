using BatchAi.AzureAdapters;
using BatchAi.Embedded;
using BatchAi.Linux;
using BatchAi.State;

namespace BatchAi.LocalHost;

/// <summary>
/// Ties a data directory to where its state is, for good: a file of its own, or one storage account. Nodes live in the
/// directory and are known to the state; another pair of the two would be another cluster's nodes. The directory has
/// one server at a time, and so has the account.
/// </summary>
internal static class StatePlace
{
    private const string FileName = "storage";

    /// <summary>The account the options name; null for a file of the directory.</summary>
    /// <exception cref="DataDirectoryException">The option cannot be read, or the directory has its state elsewhere.</exception>
    public static StorageAccount? Find(DataDirectory data, ServeOptions options)
    {
        StorageAccount? account = options.Storage is { } text ? Open(text) : null;
        (string Address, string Id)? bound = Read(data);
        if (bound?.Address != account?.Address && (bound is not null || File.Exists(data.FactsFile)))
            throw new DataDirectoryException(
                $"{data.Root} has its state in {bound?.Address ?? "a file of its own"}, not in "
                + $"{account?.Address ?? "a file of its own"}; serve it as before, or name another directory with --data"
            );
        return account;
    }

    /// <summary>Makes the account this directory's, which it may be already.</summary>
    /// <exception cref="DataDirectoryException">It is another directory's, or cannot be reached.</exception>
    public static async Task TakeAsync(DataDirectory data, StorageAccount account, ITableStore store, CancellationToken cancellation)
    {
        try
        {
            await BindAsync(data, account, store, cancellation);
        }
        catch (StoreUnavailableException away)
        {
            throw new DataDirectoryException($"{account.Address}: {away.Message}", away);
        }
    }

    private static async Task BindAsync(DataDirectory data, StorageAccount account, ITableStore store, CancellationToken cancellation)
    {
        bool isNew = Read(data) is null;
        string id = Read(data)?.Id ?? Guid.NewGuid().ToString("N");
        if (await FindOwnerAsync(store, cancellation) is null)
        {
            // First here, then there: cut off in between, the directory still knows what the account will know.
            Bind(data, account, id);
            await store.TryInsertAsync(
                Tables.Active,
                StateOwner.Partition,
                StateOwner.Row,
                new StateOwner(id, Environment.MachineName, data.Root),
                cancellation);
        }

        if (await FindOwnerAsync(store, cancellation) is { } owner && owner.Id != id)
        {
            if (isNew)
                File.Delete(data.PathOf(FileName));
            throw new DataDirectoryException(
                $"the state in {account.Address} belongs to the data directory {owner.Directory} on {owner.Machine}; serve that "
                + "one, or use another account"
            );
        }
    }

    private static void Bind(DataDirectory data, StorageAccount account, string id) =>
        AtomicFile.Write(data.PathOf(FileName), $"{account.Address}\n{id}\n", Survives.MachineCrash);

    private static async Task<StateOwner?> FindOwnerAsync(ITableStore store, CancellationToken cancellation) =>
        (await store.FindAsync<StateOwner>(Tables.Active, StateOwner.Partition, StateOwner.Row, cancellation))?.Value;

    private static StorageAccount Open(string text)
    {
        try
        {
            return StorageAccount.Open(text);
        }
        catch (FormatException wrong)
        {
            throw new DataDirectoryException($"--storage: {wrong.Message}", wrong);
        }
    }

    private static (string Address, string Id)? Read(DataDirectory data) =>
        File.Exists(data.PathOf(FileName)) && File.ReadAllLines(data.PathOf(FileName)) is [var address, var id] ? (address, id) : null;
}
