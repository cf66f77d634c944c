using System.Globalization;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Orchestrations.Tests;

public sealed class RollingUpTheLedger
{
    private const string Cluster = "00000000000000000000000000000001";
    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 5, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(s_begin);
    private readonly InMemoryTableStore _memory = new();
    private readonly ITableStore _store;
    private readonly ClusterTiming _timing = new() { KeepNodeTimes = TimeSpan.FromDays(2), KeepDayTotals = TimeSpan.FromDays(400) };

    public RollingUpTheLedger() => _store = new StoreLimits(_memory);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_is_asked_is_answered_the_same_before_between_and_after(int seed)
    {
        Random random = new(seed);
        List<NodeTime> lives = await LiveAsync(random, nodes: 12, days: 20);
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(21));
        (DateOnly, DateOnly)[] ranges =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(_ => (Day(random.Next(20)), Day(random.Next(20))))
                .Select(pair => pair.Item1 < pair.Item2 ? pair : (pair.Item2, pair.Item1)),
        ];
        string[] expected = [.. ranges.Select(range => Text(Expected(lives, range.Item1, range.Item2)))];

        for (int round = 0; round == 0 || await RoundAsync(); round++)
        {
            for (int i = 0; i < ranges.Length; i++)
                Assert.Equal(expected[i], Text(await TotalsAsync(ranges[i].Item1, ranges[i].Item2)));
        }

        Assert.All(await TimesAsync(), time => Assert.True(time.Until >= s_begin + TimeSpan.FromDays(18), $"{time} is still there"));
        Assert.NotEmpty(await TimesAsync());
    }

    [Fact]
    public async Task Two_runs_at_once_count_everything_once()
    {
        List<NodeTime> lives = await LiveAsync(new Random(5), nodes: 40, days: 20);
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(60));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RoundAsync)));
        while (await RoundAsync()) { }

        Assert.Empty(await TimesAsync());
        Assert.Equal(Text(Expected(lives, Day(0), Day(30))), Text(await TotalsAsync(Day(0), Day(30))));
    }

    [Fact]
    public async Task Runs_that_are_cut_short_after_each_write_count_everything_once()
    {
        List<NodeTime> lives = await LiveAsync(new Random(6), nodes: 8, days: 20);
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(60));
        LedgerRollUp dying = new(new ListeningStore(_store) { Committed = () => throw new IOException("killed") }, _timing, _clock);

        while (await Record.ExceptionAsync(() => dying.RunAsync(default)) is RoundFailedException)
            Assert.Equal(Text(Expected(lives, Day(0), Day(30))), Text(await TotalsAsync(Day(0), Day(30))));

        Assert.Empty(await TimesAsync());
    }

    [Fact]
    public async Task A_stretch_of_years_is_taken_in_parts()
    {
        await AddAsync(
            new NodeTime
            {
                Ordinal = 1,
                NodeId = "n",
                Use = NodeUse.Idle,
                Since = s_begin,
                Until = s_begin + TimeSpan.FromDays(200),
            }
        );
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(210));

        await RoundAsync();
        Assert.Equal(TimeSpan.FromDays(200), (await TotalsAsync(Day(0), Day(300))).Uses[NodeUse.Idle]);
        Assert.NotEmpty(await TimesAsync());
        while (await RoundAsync()) { }

        Assert.Empty(await TimesAsync());
    }

    [Fact]
    public async Task Old_totals_are_forgotten_so_many_a_round()
    {
        for (int i = 0; i < LedgerRollUp.PerRound + 1; i++)
        {
            DayTotal total = new(Day(0), NodeUse.Running, $"job{i:D4}", null, TimeSpan.FromHours(1));
            await _store.TryInsertAsync(Tables.Facts, Cluster, total.Key, total, default);
        }

        await ActivateAsync();
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(400));
        await RoundAsync();
        Assert.Equal(LedgerRollUp.PerRound + 1, (await DaysAsync()).Count);
        _clock.AdvanceTo(s_begin + TimeSpan.FromDays(401));
        await RoundAsync();

        Assert.Single(await DaysAsync());
    }

    private static DateOnly Day(int number) => DateOnly.FromDateTime(s_begin.UtcDateTime).AddDays(number);

    private async Task ActivateAsync() =>
        await _store.TryInsertAsync(Tables.Active, ActiveRow.Partition, Cluster, new ActiveRow(s_begin), default);

    /// <summary>Nodes that do one thing after the other, for a second or for days.</summary>
    private async Task<List<NodeTime>> LiveAsync(Random random, int nodes, int days)
    {
        List<NodeTime> lives = [];
        for (int node = 0; node < nodes; node++)
        {
            for (DateTimeOffset at = s_begin; at < s_begin + TimeSpan.FromDays(days);)
            {
                DateTimeOffset until = at + TimeSpan.FromSeconds(Math.Exp(random.NextDouble() * 12.5));
                NodeUse use = (NodeUse)random.Next(5);
                string? job = use == NodeUse.Running ? $"job{random.Next(6)}" : null;
                lives.Add(
                    new NodeTime
                    {
                        Ordinal = node,
                        NodeId = $"n{node}",
                        Use = use,
                        JobUid = job,
                        Job = job is null ? null : Id(job),
                        Since = at,
                        Until = until,
                    }
                );
                at = until;
            }
        }

        foreach (NodeTime time in lives)
            await AddAsync(time);
        return lives;
    }

    private static JobId Id(string name) => new(new ExperimentId(new WorkspaceId("s", "g", "w"), "e"), name);

    private async Task AddAsync(NodeTime time)
    {
        await ActivateAsync();
        Assert.True(await _store.TryInsertAsync(Tables.Facts, Cluster, FactKeys.Time(time.Until!.Value, time.Ordinal), time, default));
    }

    /// <summary>True when it did something.</summary>
    private async Task<bool> RoundAsync()
    {
        IReadOnlyList<NodeTime> before = await TimesAsync();
        await new LedgerRollUp(_store, _timing, _clock).RunAsync(default);
        return !before.SequenceEqual(await TimesAsync());
    }

    private Task<LedgerTotals> TotalsAsync(DateOnly first, DateOnly last) =>
        new LedgerReader(_store, new FactStore(_store), _clock).TotalsAsync(Cluster, first, last, default);

    private async Task<IReadOnlyList<NodeTime>> TimesAsync() =>
        [.. (await _store.ListAsync<NodeTime>(Tables.Facts, Cluster, FactKeys.TimePrefix, int.MaxValue, default)).Select(row => row.Value)];

    private async Task<IReadOnlyList<Row<DayTotal>>> DaysAsync() =>
        await _store.ListAsync<DayTotal>(Tables.Facts, Cluster, FactKeys.DayPrefix, int.MaxValue, default);

    /// <summary>By the definition: the part of every stretch that lies within the days.</summary>
    private static LedgerTotals Expected(List<NodeTime> lives, DateOnly first, DateOnly last)
    {
        DateTimeOffset from = new(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        DateTimeOffset to = new(last.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return LedgerTotals.Of(
            lives
                .Select(time =>
                    (Time: time, Length: (time.Until!.Value < to ? time.Until.Value : to) - (time.Since > from ? time.Since : from)))
                .Where(part => part.Length > TimeSpan.Zero)
                .Select(part => new DayTotal(first, part.Time.Use, part.Time.JobUid, part.Time.Job, part.Length)));
    }

    private static string Text(LedgerTotals totals) =>
        string.Join(
            '\n',
            totals
                .Uses.OrderBy(use => use.Key)
                .Select(use => string.Create(CultureInfo.InvariantCulture, $"{use.Key} {use.Value}"))
                .Concat(totals.Jobs.Select(job => $"{job}")));
}
