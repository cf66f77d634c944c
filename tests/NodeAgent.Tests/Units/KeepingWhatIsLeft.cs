using BatchAi.Linux;
using BatchAi.Model;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.NodeAgent.Tests;

/// <summary>What a node does with files that refuse to go, here as long as the test wants.</summary>
public sealed class KeepingWhatIsLeft : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly Doorbell _reports = new();
    private readonly StringWriter _log = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _refuses = true;
    private int _tries;

    public void Dispose()
    {
        _stop.Dispose();
        TreeRemoval.Delete(_root);
    }

    private string Job => Path.Combine(_root, "jobs");

    private string Aside => Path.Combine(_root, "set-aside");

    [Fact]
    public void Its_path_is_free_at_once_and_the_node_says_what_is_left_and_why()
    {
        LeftBehind left = Make();
        Task told = _reports.Next;
        Leave(Job);

        Assert.True(left.Remove(Job));

        Assert.False(Path.Exists(Job));
        Assert.True(File.Exists($"{Aside}/1/file"));
        Assert.True(told.IsCompleted);
        Assert.Equal(AgentProtocol.FilesNotRemoved, left.Problem?.Code);
        Assert.Equal(
            $"What a job left on this node cannot be removed: {Job}/file: Operation not permitted, and 2 more", left.Problem?.Message);
        Assert.False(left.IsTooMuch);
    }

    [Fact]
    public async Task It_is_tried_again_four_times_after_longer_and_longer_waits_and_then_the_node_is_given_up()
    {
        LeftBehind left = Make();
        Leave(Job);
        left.Remove(Job);
        Task running = left.RunAsync(_stop.Token);

        foreach (int seconds in (int[])[1, 2, 4, 8])
        {
            int before = _tries;
            _clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.False(left.IsTooMuch);
            await AdvanceUntilAsync(() => _tries > before);
        }
        await AdvanceUntilAsync(() => left.IsTooMuch);
        int all = _tries;
        _clock.Advance(TimeSpan.FromDays(1));
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal((5, 5), (all, _tries));
        Assert.NotNull(left.Problem);
    }

    [Fact]
    public async Task What_goes_later_is_no_problem_any_more()
    {
        LeftBehind left = Make();
        Leave(Job);
        left.Remove(Job);
        Task running = left.RunAsync(_stop.Token);

        _refuses = false;
        await AdvanceUntilAsync(() => left.Problem is null);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.False(left.IsTooMuch);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Aside));
    }

    [Fact]
    public async Task The_next_agent_goes_on_with_it()
    {
        Leave(Job);
        Make().Remove(Job);
        LeftBehind next = Make();

        Task running = next.RunAsync(_stop.Token);
        await AdvanceUntilAsync(() => next.IsTooMuch);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Contains($"{Aside}/1/file: Operation not permitted", next.Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_is_never_given_to_two()
    {
        LeftBehind left = Make();

        foreach (string name in (string[])["a", "b", "c"])
        {
            Leave($"{_root}/{name}");
            Assert.True(left.Remove($"{_root}/{name}"));
        }

        Assert.Equal(["1", "2", "3"], Directory.EnumerateDirectories(Aside).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Where_a_job_took_the_place_for_such_things_it_stays_beside_its_old_one()
    {
        File.WriteAllText(Aside, "a job's file");
        LeftBehind left = Make();
        Leave(Job);

        Assert.True(left.Remove(Job));

        Assert.False(Path.Exists(Job));
        Assert.True(File.Exists($"{_root}/.left-1/file"));
    }

    [Fact]
    public void What_cannot_even_be_moved_costs_the_node_at_once()
    {
        LeftBehind left = Make();

        // A name that is in no directory cannot be moved out of it; the removal says that it is there.
        Assert.False(left.Remove($"{_root}/gone/job"));

        Assert.True(left.IsTooMuch);
        Assert.NotNull(left.Problem);
    }

    [Fact]
    public void A_path_without_an_end_is_shortened()
    {
        LeftBehind left = Make();
        string deep = string.Concat(Enumerable.Repeat("/d", 5000));
        Leave(Job);

        new LeftBehind(new SetAside(Aside), new MountTable(), _ => Report(deep), _reports, Log(), _clock).Remove(Job);
        left.GiveUp(new string('x', 100_000));

        Assert.True(left.Problem?.Message?.Length < 1000);
    }

    private LeftBehind Make() => new(new SetAside(Aside), new MountTable(), Remove, _reports, Log(), _clock);

    private AgentLog Log() => new(_log, _clock);

    private TreeReport Remove(string path)
    {
        Interlocked.Increment(ref _tries);
        return _refuses ? Report(path) : TreeRemoval.Remove(path);
    }

    private static TreeReport Report(string path) => new(0, [new TreeProblem($"{path}/file", "Operation not permitted")], 3);

    private static void Leave(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText($"{directory}/file", "");
    }

    private Task AdvanceUntilAsync(Func<bool> isMet) => Wait.Until(
        "it is tried again",
        () =>
        {
            if (!isMet())
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            return isMet();
        },
        _log.ToString,
        TestContext.Current.CancellationToken);
}
