using BatchAi.State;
using Microsoft.Data.Sqlite;
using static BatchAi.Embedded.Tests.StoreCalls;

namespace BatchAi.Embedded.Tests;

public sealed class SqliteTroubleTests : IDisposable
{
    private const int MaxBytes = 1024 * 1024;

    private readonly TempDirectory _directory = new();
    private string Path => _directory.PathOf("facts.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_full_disk_fails_the_commit_whole_and_the_store_goes_on_when_there_is_room()
    {
        using SqliteTableStore store = new(Path, MaxBytes);
        List<string> rows = [];
        StoreUnavailableException? full = null;
        while (full is null)
        {
            string row = $"r{rows.Count:d3}";
            try
            {
                await store.Commit(Insert($"{row}-small"), Insert(row, new string('x', 100_000)));
                rows.AddRange([row, $"{row}-small"]);
            }
            catch (StoreUnavailableException failure)
            {
                full = failure;
            }
        }

        Assert.Equal($"{Path} cannot be written: the disk is full.", full.Message);
        Assert.InRange(rows.Count, 10, 20);
        Assert.Equal(rows, await store.Rows());

        StoredEntity first = (await store.FindAsync(Tables.Facts, Partition, rows[0], CancellationToken.None))!;
        Assert.IsType<CommitOutcome.Committed>(await store.Commit(new EntityWrite.Delete(first.Row, first.ETag)));
        Assert.IsType<CommitOutcome.Committed>(await store.Commit(Insert("room", new string('x', 90_000))));
        Assert.Equal([.. rows.Skip(1), "room"], await store.Rows());
    }

    [Fact]
    public async Task What_does_not_fit_does_not_take_its_group_along()
    {
        using SqliteTableStore store = new(Path, MaxBytes);

        Task<CommitOutcome>[] commits = await WhileTheWriterWaits(() =>
            [store.Commit(Insert("a")), store.Commit(Insert("large", new string('x', 2 * MaxBytes))), store.Commit(Insert("b"))]);

        await commits[0];
        await Assert.ThrowsAsync<StoreUnavailableException>(() => commits[1]);
        await commits[2];
        Assert.Equal(["a", "b"], await store.Rows());
    }

    [Fact]
    public async Task A_conflict_leaves_the_others_of_its_group_alone()
    {
        using SqliteTableStore store = new(Path);
        await store.Commit(Insert("taken"));

        Task<CommitOutcome>[] commits = await WhileTheWriterWaits(() =>
            [
                .. Enumerable
                    .Range(0, 60)
                    .Select(index =>
                        index % 2 == 0 ? store.Commit(Insert($"even{index:d2}")) : store.Commit(Insert($"odd{index:d2}"), Insert("taken"))),
            ]);
        CommitOutcome[] outcomes = await Task.WhenAll(commits);

        Assert.All(outcomes.Where((_, index) => index % 2 == 0), outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        Assert.All(
            outcomes.Where((_, index) => index % 2 == 1),
            outcome => Assert.Equal(new CommitOutcome.Conflict(1, ConflictKind.Exists), outcome));
        Assert.Equal([.. Enumerable.Range(0, 30).Select(index => $"even{index * 2:d2}"), "taken"], await store.Rows());
    }

    [Fact]
    public async Task Of_one_group_the_first_writer_of_a_row_wins()
    {
        using SqliteTableStore store = new(Path);

        Task<CommitOutcome>[] commits = await WhileTheWriterWaits(() =>
            [.. Enumerable.Range(0, 10).Select(_ => store.Commit(Insert("bell")))]);
        CommitOutcome[] outcomes = await Task.WhenAll(commits);

        Assert.IsType<CommitOutcome.Committed>(outcomes[0]);
        Assert.All(outcomes.Skip(1), outcome => Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Exists), outcome));
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        new SqliteTableStore(Path).Dispose();
        Execute("PRAGMA user_version = 7;");

        StoreUnavailableException refused = Assert.Throws<StoreUnavailableException>(() => new SqliteTableStore(Path));

        Assert.Contains("newer version (schema 7; this one knows 1)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_database_is_refused_in_plain_words()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("not a database. ", 1_000)));

        StoreUnavailableException refused = Assert.Throws<StoreUnavailableException>(() => new SqliteTableStore(Path));

        Assert.Equal($"{Path} cannot be opened: it is no SQLite database.", refused.Message);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_refused_in_plain_words()
    {
        StoreUnavailableException refused = Assert.Throws<StoreUnavailableException>(() =>
            new SqliteTableStore(_directory.PathOf("absent/facts.db")));

        Assert.Contains(
            "cannot be opened: the file or its directory cannot be opened for writing",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_carries_out_what_was_accepted()
    {
        Task<CommitOutcome>[] commits;
        SqliteTableStore store = new(Path);
        commits = [.. Enumerable.Range(0, 200).Select(index => store.Commit(Insert($"r{index:d3}")))];
        store.Dispose();

        Assert.All(await Task.WhenAll(commits), outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Commit(Insert("late")));
        using SqliteTableStore again = new(Path);
        Assert.Equal(200, (await again.Rows()).Count);
    }

    /// <summary>Holds the file while commits queue up, so that all but the first are written as one group.</summary>
    private async Task<Task<CommitOutcome>[]> WhileTheWriterWaits(Func<Task<CommitOutcome>[]> commits)
    {
        await using SqliteConnection holder = new($"Data Source={Path};Pooling=False");
        await holder.OpenAsync();
        await using SqliteCommand begin = holder.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE;";
        await begin.ExecuteNonQueryAsync();

        return commits();
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
