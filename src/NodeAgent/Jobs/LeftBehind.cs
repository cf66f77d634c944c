using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Removes what jobs leave on this node, and keeps what cannot be removed out of the way of the jobs to come: it is set aside, told as the
/// node's problem, and tried again a few times. When that is of no use either, the node takes no more jobs. No caller waits for
/// any of this: a job that has ended gives its node back.
/// </summary>
/// <param name="remove">Removes what is at a path, as <see cref="TreeRemoval.Remove(string, CancellationToken)"/> does.</param>
/// <param name="reports">Rung when what is reported to the API changes.</param>
internal sealed class LeftBehind(
    SetAside aside, MountTable mounts, Func<string, TreeReport> remove, Doorbell reports, AgentLog log, TimeProvider clock)
{
    /// <summary>Characters that are told, at most, and half as many of a path: one deeper than any path may be has no end.</summary>
    private const int LongestShown = 600;

    /// <summary>What is busy or slow to go (a server's file of a process that has just ended) goes within these.</summary>
    private static readonly TimeSpan[] s_pauses = [.. new[] { 1, 2, 4, 8 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private readonly Lock _gate = new();
    private readonly Doorbell _more = new();
    private readonly List<Item> _items = [];
    private BatchAIError? _problem;
    private bool _isTooMuch;

    /// <summary>Nothing helped: the node should take no more jobs.</summary>
    public bool IsTooMuch
    {
        get
        {
            lock (_gate)
                return _isTooMuch;
        }
    }

    /// <summary>The first that could not be removed; null when all is gone.</summary>
    public BatchAIError? Problem
    {
        get
        {
            lock (_gate)
                return _problem;
        }
    }

    /// <summary>Unmounts what is mounted in a directory and removes it. Absent is success.</summary>
    /// <returns>Whether the path is free now. If not, the node is given up.</returns>
    public bool Remove(string path)
    {
        if (Try(path) is not { } reason)
            return true;

        string? place = aside.Move(path);
        string outcome = place is null ? "it cannot be set aside either" : $"it was set aside in {place}";
        log.Say($"{path} cannot be removed: {reason}; {outcome}");
        if (place is null)
        {
            GiveUp(reason);
            return false;
        }
        Add(new Item(place, reason, clock.GetUtcNow() + s_pauses[0]));
        return true;
    }

    /// <summary>The node takes no more jobs.</summary>
    /// <param name="reason">What was left, and why it cannot be removed.</param>
    public void GiveUp(string reason)
    {
        log.Say($"this node takes no more jobs: {reason}");
        lock (_gate)
        {
            _isTooMuch = true;
            _problem ??= ProblemOf(reason);
        }
        reports.Ring();
    }

    /// <summary>Tries again what was set aside, by this agent or by one before it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (string place in aside.Contents)
        {
            if (!IsKnown(place) && Try(place) is { } reason)
                Add(new Item(place, reason, clock.GetUtcNow() + s_pauses[0]));
        }
        while (true)
        {
            Task more = _more.Next;
            cancellation.ThrowIfCancellationRequested();
            if (Next() is not { } item)
                await more.WaitAsync(cancellation);
            else if (item.DueAt - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.WhenAny(more, Task.Delay(wait, clock, cancellation));
            else
                TryAgain(item);
        }
    }

    private void TryAgain(Item item)
    {
        item.Tries++;
        if (Try(item.Place) is null)
        {
            log.Say($"{item.Place} is gone now");
            Drop(item);
        }
        else if (item.Tries < s_pauses.Length)
        {
            item.DueAt = clock.GetUtcNow() + s_pauses[item.Tries];
        }
        else
        {
            item.DueAt = DateTimeOffset.MaxValue;
            GiveUp(item.Reason);
        }
    }

    /// <summary>Null when it is gone, or where the first of what stayed is, and why it did.</summary>
    private string? Try(string path)
    {
        try
        {
            foreach (TreeProblem mounted in mounts.Detach(path))
                log.Say($"{mounted.Path}: {mounted.Reason}");
            TreeReport report = remove(path);
            if (report.IsComplete)
                return null;

            string more = report.ProblemCount > 1 ? $", and {report.ProblemCount - 1} more" : "";
            return $"{Shortened(report.Problems[0].Path, LongestShown / 2)}: {report.Problems[0].Reason}{more}";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    private bool IsKnown(string place)
    {
        lock (_gate)
            return _items.Exists(item => item.Place == place);
    }

    private Item? Next()
    {
        lock (_gate)
            return _items.Where(item => item.DueAt < DateTimeOffset.MaxValue).MinBy(item => item.DueAt);
    }

    private void Add(Item item)
    {
        lock (_gate)
        {
            _items.Add(item);
            _problem ??= ProblemOf(item.Reason);
        }
        _more.Ring();
        reports.Ring();
    }

    private void Drop(Item item)
    {
        lock (_gate)
        {
            _items.Remove(item);
            if (!_isTooMuch)
                _problem = _items is [var first, ..] ? ProblemOf(first.Reason) : null;
        }
        reports.Ring();
    }

    private static BatchAIError ProblemOf(string reason) => new()
    {
        Code = AgentProtocol.FilesNotRemoved,
        Message = $"What a job left on this node cannot be removed: {Shortened(reason)}",
    };

    private static string Shortened(string text, int longest = LongestShown) =>
        text.Length <= longest ? text : $"{text[..(longest / 2)]} … {text[^(longest / 2)..]}";

    /// <param name="reason">Where it was at first, and why it could not be removed.</param>
    private sealed class Item(string place, string reason, DateTimeOffset dueAt)
    {
        public string Place { get; } = place;

        public string Reason { get; } = reason;

        public DateTimeOffset DueAt { get; set; } = dueAt;

        public int Tries { get; set; }
    }
}
