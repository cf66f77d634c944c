using BatchAi.Faults;
using BatchAi.Simulation;
using BatchAi.State;
using static BatchAi.Contracts.Tests.Rows;

namespace BatchAi.Contracts.Tests;

public sealed class StoreLimitsTests
{
    private readonly StoreLimits _store = new StoreLimits(new NullStore());

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("tab\t")]
    [InlineData("é")]
    [InlineData("after\u0001")]
    public async Task A_key_that_a_store_might_refuse_or_order_otherwise_is_refused(string key)
    {
        await Refuses("key", () => _store.Find("p", key));
        await Refuses("key", () => _store.Find(key, "r"));
        await Refuses("key", () => _store.List(key));
        await Refuses("key", () => _store.Commit("p", Insert(key)));
    }

    [Fact]
    public async Task A_key_has_at_most_512_characters()
    {
        await _store.Find("p", new string('k', 512));

        await Refuses("512", () => _store.Find("p", new string('k', 513)));
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("\uffff")]
    public Task A_bound_that_is_no_printable_text_is_refused(string bound) => Refuses("bound", () => _store.List("p", from: bound));

    [Fact]
    public async Task A_transaction_has_writes_and_each_row_once()
    {
        await Refuses("0 writes", () => _store.Commit("p"));
        await Refuses("twice", () => _store.Commit("p", Insert("a"), Insert("b"), Delete("a", "1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public async Task A_write_without_the_ETag_that_was_read_is_refused(string eTag)
    {
        await Refuses("ETag", () => _store.Commit("p", Replace("a", eTag)));
        await Refuses("ETag", () => _store.Commit("p", Delete("a", eTag)));
    }

    [Fact]
    public async Task A_document_has_at_least_one_byte_and_at_most_512_KiB()
    {
        await _store.Commit("p", Insert("a", new string('x', 512 * 1024)));

        await Refuses("524288", () => _store.Commit("p", Insert("a", new string('x', (512 * 1024) + 1))));
        await Refuses("0 bytes", () => _store.Commit("p", Insert("a", "")));
    }

    [Fact]
    public async Task A_list_takes_something_from_a_table()
    {
        await Refuses("at least 1", () => _store.List("p", take: 0));
        await Refuses("table name", () => _store.FindAsync("no-table", "p", "r", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_counter_counts_as_Table_storage_bills()
    {
        CountingStore counting = new(new InMemoryTableStore());
        for (int slice = 0; slice < 12; slice++)
            await counting.Committed("p", [.. Enumerable.Range(0, 100).Select(index => Insert($"{slice:d2}-{index:d2}"))]);
        StoreCounts before = counting.Counts;

        await counting.Commit("p", Insert("00-00"));
        await counting.Find("p", "00-00");
        await counting.List("p");
        await counting.List("empty");

        Assert.Equal(new StoreCounts(0, 12, 0, 1_200), before);
        Assert.Equal(new StoreCounts(Reads: 4, Commits: 1, Conflicts: 1, EntitiesWritten: 0), counting.Counts - before);
    }

    private static async Task Refuses(string expected, Func<Task> call) =>
        Assert.Contains(expected, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).Message, StringComparison.Ordinal);
}
