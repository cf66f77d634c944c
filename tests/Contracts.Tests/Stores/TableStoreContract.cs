using System.Text.Json;
using BatchAi.State;
using static BatchAi.Contracts.Tests.Rows;

namespace BatchAi.Contracts.Tests;

/// <summary>What every store does, behind the checker; a store's own class supplies an empty one.</summary>
public abstract class TableStoreContract : IAsyncLifetime
{
    private const string P = "cl-0a1b";

    protected ITableStore Store { get; private set; } = null!;

    /// <summary>How many random sequences the store is compared with the model on.</summary>
    protected abstract int Sequences { get; }

    public async ValueTask InitializeAsync() => Store = new StoreLimits(await OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store with nothing in it.</summary>
    protected abstract ValueTask<ITableStore> OpenAsync();

    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_row_is_found_as_it_was_written()
    {
        IReadOnlyList<string> eTags = await Store.Committed(P, new EntityWrite.Insert("control", 7, Bytes("""{"a":1}""")));

        StoredEntity found = Assert.IsType<StoredEntity>(await Store.Find(P, "control"));
        Assert.Equal(("control", eTags[0], 7, """{"a":1}"""), (found.Row, found.ETag, found.Schema, found.Text));
    }

    [Fact]
    public async Task What_was_never_written_is_not_there()
    {
        Assert.Null(await Store.Find(P, "control"));
        Assert.Empty(await Store.List(P));
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Gone), await Store.Commit(P, Replace("control", ForeignETag)));
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Gone), await Store.Commit(P, Delete("control", ForeignETag)));
    }

    [Fact]
    public async Task A_gang_of_1000_nodes_is_one_row()
    {
        var gang = Enumerable
            .Range(0, 1_000)
            .Select(ordinal => new
            {
                ordinal,
                address = $"10.0.{ordinal / 250}.{ordinal % 250}",
                boot = new string('b', 36),
                phase = "launch",
                exitCode = ordinal % 3,
            })
            .ToList();
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(gang);

        await Store.Committed(P, Insert("control"), new EntityWrite.Insert("job5", 1, document));

        Assert.Equal(document, (await Store.Find(P, "job5"))!.Document.ToArray());
        Assert.Equal(document, (await Store.List(P, from: "job5"))[0].Document.ToArray());
    }

    [Fact]
    public async Task A_document_of_512_KiB_with_non_ascii_text_survives()
    {
        const string Phrase = "Zürich, 東京, Ελλάδα, 🚀\u0000 ";
        byte[] document =
        [
            .. Bytes(string.Concat(Enumerable.Repeat(Phrase, 20_000))).Take(StoreLimits.MaxDocumentBytes - 3),
            .. Bytes("漢"),
        ];
        Assert.Equal(StoreLimits.MaxDocumentBytes, document.Length);

        await Store.Committed(P, new EntityWrite.Insert("job5", 1, document));
        Assert.Equal(document, (await Store.Find(P, "job5"))!.Document.ToArray());

        StoredEntity stored = (await Store.Find(P, "job5"))!;
        await Store.Committed(P, Replace("job5", stored.ETag, "short"), Insert("job6"));
        Assert.Equal("short", (await Store.Find(P, "job5"))!.Text);
    }

    [Fact]
    public async Task A_hundred_writes_are_one_transaction_and_101_are_refused()
    {
        IReadOnlyList<EntityWrite> writes = [.. Enumerable.Range(0, 101).Select(index => Insert($"n{index:d6}"))];

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => Store.Commit(P, writes));
        Assert.Contains("101 writes", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Store.List(P));

        Assert.Equal(100, (await Store.Committed(P, [.. writes.Take(100)])).Count);
        Assert.Equal(100, (await Store.List(P)).Count);
    }

    [Fact]
    public async Task A_transaction_of_4_MiB_is_accepted_and_a_larger_one_refused()
    {
        IReadOnlyList<EntityWrite> OfSize(int bytes) =>
            [.. Enumerable.Range(0, 20).Select(index => Insert($"n{index:d6}", new string('a', bytes)))];

        ITableStore limits = new StoreLimits(new NullStore());
        int fits = 0;
        for (int step = 128 * 1024; step > 0; step /= 2)
        {
            try
            {
                await limits.Commit(P, OfSize(fits + step));
                fits += step;
            }
            catch (ArgumentException)
            {
                // Too large: try a smaller step.
            }
        }

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => Store.Commit(P, OfSize(fits + 1)));
        Assert.Contains($"{StoreLimits.MaxTransactionBytes}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Store.List(P));

        await Store.Committed(P, OfSize(fits));
        Assert.All(await Store.List(P), entity => Assert.Equal(fits, entity.Document.Length));
    }

    [Fact]
    public async Task Lists_page_past_1000_rows()
    {
        string[] rows = [.. Enumerable.Range(0, 2_300).Select(index => $"job{index:d8}")];
        foreach (string[] slice in rows.Chunk(StoreLimits.MaxWrites))
            await Store.Committed(P, [.. slice.Select(row => Insert(row))]);

        Assert.Equal(rows, (await Store.List(P)).Select(entity => entity.Row));
        Assert.Equal(rows.Take(1_500), (await Store.List(P, take: 1_500)).Select(entity => entity.Row));

        List<string> paged = [];
        for (
            IReadOnlyList<StoredEntity> page = await Store.List(P, take: 700);
            page.Count > 0;
            page = await Store.List(P, from: StoreKeys.JustAfter(paged[^1]), take: 700))
            paged.AddRange(page.Select(entity => entity.Row));
        Assert.Equal(rows, paged);
    }

    [Fact]
    public async Task Rows_are_in_ordinal_order_between_their_bounds()
    {
        string[] rows =
        [
            "a",
            "a b",
            "a!",
            "a'",
            "a''b",
            "a%2f",
            "a&b=c",
            "a+",
            "a-1",
            "a-10",
            "a-2",
            "a.b",
            "a:",
            "a_",
            "ab",
            "a{",
            "a|",
            "a~",
            "b",
        ];
        await Store.Committed(P, [.. rows.Reverse().Select(row => Insert(row, row))]);

        string[] ordered = [.. rows.Order(StringComparer.Ordinal)];
        Assert.Equal(ordered, (await Store.List(P)).Select(entity => entity.Row));
        foreach (string row in rows)
            Assert.Equal(row, (await Store.Find(P, row))?.Text);

        async Task Between(string? from, string? to) =>
            Assert.Equal(
                ordered.Where(row =>
                    (from is null || string.CompareOrdinal(row, from) >= 0) && (to is null || string.CompareOrdinal(row, to) < 0)),
                (await Store.List(P, from, to)).Select(entity => entity.Row));
        await Between("a-", "a-2");
        await Between("a-2", null);
        await Between(null, "a'");
        await Between("a-1", StoreKeys.JustAfter("a-1"));
        await Between(StoreKeys.JustAfter("a-1"), StoreKeys.EndOf("a-"));
        await Between("a", "a\u007f");
        await Between("a", "a~\u007f");
        await Between("", "\u007f");
        await Between("b", "a");
        await Between("c", null);
    }

    [Fact]
    public async Task Partitions_and_tables_are_apart()
    {
        await Store.Committed(P, Insert("control", "here"));

        Assert.Null(await Store.Find($"{P}x", "control"));
        Assert.Empty(await Store.List(P[..^1]));
        Assert.Null(await Store.FindAsync(Tables.Assignments, P, "control", TestContext.Current.CancellationToken));
        await Store.Committed($"{P}x", Insert("control", "there"));
        Assert.Equal("here", (await Store.Find(P, "control"))!.Text);
    }

    [Fact]
    public async Task An_insert_of_what_is_there_is_a_conflict()
    {
        await Store.Committed(P, Insert("bell", "first"));

        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Exists), await Store.Commit(P, Insert("bell", "second")));
        Assert.Equal(["bell=first"], await Store.Contents(P));
    }

    [Fact]
    public async Task A_stale_ETag_neither_replaces_nor_deletes()
    {
        string first = (await Store.Committed(P, Insert("control", "1")))[0];
        string second = (await Store.Committed(P, Replace("control", first, "2")))[0];

        Assert.NotEqual(first, second);
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Changed), await Store.Commit(P, Replace("control", first, "3")));
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Changed), await Store.Commit(P, Delete("control", first)));
        Assert.Equal(["control=2"], await Store.Contents(P));

        await Store.Committed(P, Delete("control", second));
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Gone), await Store.Commit(P, Replace("control", second, "4")));
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Gone), await Store.Commit(P, Delete("control", second)));
        Assert.Empty(await Store.List(P));
    }

    [Fact]
    public async Task A_row_inserted_again_has_another_ETag()
    {
        string first = (await Store.Committed(P, Insert("control", "same")))[0];
        await Store.Committed(P, Delete("control", first));
        string second = (await Store.Committed(P, Insert("control", "same")))[0];

        Assert.NotEqual(first, second);
        Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Changed), await Store.Commit(P, Replace("control", first)));
    }

    public static TheoryData<int, ConflictKind> Conflicts { get; } = new(
        from index in Enumerable.Range(0, 4)
        from kind in Enum.GetValues<ConflictKind>()
        select (index, kind));

    [Theory]
    [MemberData(nameof(Conflicts))]
    public async Task A_conflict_undoes_its_whole_transaction_and_says_where_it_was(int index, ConflictKind kind)
    {
        IReadOnlyList<string> eTags = await Store.Committed(P, Insert("there", "1"), Insert("other", "1"), Insert("third", "1"));
        List<EntityWrite> writes = [Replace("other", eTags[1], "2"), Delete("third", eTags[2]), Insert("fresh", "2")];
        writes.Insert(index, kind switch
        {
            ConflictKind.Exists => Insert("there", "2"),
            ConflictKind.Changed => Replace("there", ForeignETag, "2"),
            _ => Delete("gone", ForeignETag),
        });

        Assert.Equal(new CommitOutcome.Conflict(index, kind), await Store.Commit(P, writes));

        Assert.Equal(["other=1", "there=1", "third=1"], await Store.Contents(P));
        Assert.Equal(eTags[1], (await Store.Find(P, "other"))!.ETag);
    }

    [Fact]
    public async Task A_transaction_answers_with_the_ETags_of_its_writes_in_order()
    {
        IReadOnlyList<string> before = await Store.Committed(P, Insert("a"), Insert("b"), Insert("c"));
        IReadOnlyList<string> after = await Store.Committed(P, Insert("d"), Delete("b", before[1]), Replace("a", before[0]));

        Assert.Equal("", after[1]);
        Assert.Equal([after[2], before[2], after[0]], (await Store.List(P)).Select(entity => entity.ETag));
    }

    [Fact]
    public async Task Of_many_writers_with_one_ETag_exactly_one_wins_each_round()
    {
        const int Writers = 16;
        const int Rounds = 8;
        string eTag = (await Store.Committed(P, Insert("control", "0")))[0];

        for (int round = 1; round <= Rounds; round++)
        {
            CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
                Task.Run(() => Store.Commit(P, Replace("control", eTag, $"{round}"), Insert($"journal{round:d3}", $"by {writer}")))));

            CommitOutcome.Committed won = Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
            Assert.Equal(Writers - 1, outcomes.OfType<CommitOutcome.Conflict>().Count());
            Assert.Equal($"by {Array.IndexOf(outcomes, won)}", (await Store.Find(P, $"journal{round:d3}"))!.Text);
            eTag = won.ETags[0];
        }

        Assert.Equal($"{Rounds}", (await Store.Find(P, "control"))!.Text);
        Assert.Equal(Rounds + 1, (await Store.List(P)).Count);
    }

    [Fact]
    public async Task Of_many_inserts_of_one_row_exactly_one_wins()
    {
        CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.Commit(P, Insert("bell")))));

        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.All(
            outcomes.OfType<CommitOutcome.Conflict>(),
            conflict => Assert.Equal(new CommitOutcome.Conflict(0, ConflictKind.Exists), conflict));
    }

    [Fact]
    public Task Random_sequences_end_as_in_the_model() => StoreModel.CompareAsync(Store, Sequences);

    /// <summary>Well formed for Table storage, and no store's own.</summary>
    private const string ForeignETag = "W/\"datetime'2018-05-01T00%3A00%3A00.0000000Z'\"";
}
