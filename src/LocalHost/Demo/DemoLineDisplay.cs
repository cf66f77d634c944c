using Spectre.Console;

namespace BatchAi.LocalHost;

/// <summary>One line for each change, for files, pipes and build logs.</summary>
public sealed class DemoLineDisplay(IAnsiConsole console, TimeProvider clock) : IDemoDisplay
{
    private readonly long _started = clock.GetTimestamp();
    private DemoView _last = new();

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<DemoView>, Task> story) => story(Show);

    private void Show(DemoView view)
    {
        if (view.Phase != _last.Phase)
            Line(view.Phase);
        if (view.Cluster != _last.Cluster)
            Line($"cluster: {view.Cluster}");
        if (view.Job != _last.Job)
            Line($"job: {view.Job}");
        foreach (string line in view.Output.Skip(Overlap(_last.Output, view.Output)))
            Line($"output: {line}");
        _last = view;
    }

    /// <summary>How many of the lines shown now were shown before: the longest end of the old ones that the new ones begin with.</summary>
    private static int Overlap(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        int longest = Math.Min(before.Count, now.Count);
        return Enumerable
            .Range(0, longest + 1)
            .Select(drop => longest - drop)
            .First(length => before.TakeLast(length).SequenceEqual(now.Take(length), StringComparer.Ordinal));
    }

    /// <summary>Past the console's own word wrap: one change stays one line.</summary>
    private void Line(string text) =>
        console.Profile.Out.Writer.WriteLine($"{clock.GetElapsedTime(_started).TotalSeconds,5:0.0} s  {text}");
}
