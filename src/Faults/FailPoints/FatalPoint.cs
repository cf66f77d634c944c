using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BatchAi.Faults;

/// <summary>
/// Where a process is to die: at the n-th effect whose name begins so. Written <c>NAME#COUNT:before</c> or
/// <c>:after</c>; without a name every effect counts.
/// </summary>
/// <param name="Name">Beginning of the name, for example <c>arm</c> or <c>store/Facts/=control</c>; empty for any.</param>
/// <param name="Count">From 1 on.</param>
public sealed record FatalPoint(string Name, int Count, FailMoment Moment)
{
    /// <summary>How it is written, for messages.</summary>
    public const string Form = "[NAME#]COUNT:before or [NAME#]COUNT:after, as in 17:before, arm#3:after or store/Facts/=control#2:after";

    /// <summary>False when the text is nothing of the <see cref="Form"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FatalPoint? point)
    {
        int named = text.LastIndexOf('#');
        string[] parts = text[(named + 1)..].Split(':');
        FailMoment? moment = parts is [_, var side]
            ? side switch
            {
                "before" => FailMoment.Before,
                "after" => FailMoment.After,
                _ => null,
            }
            : null;
        point =
            moment is { } known && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
                ? new FatalPoint(named < 0 ? "" : text[..named], count, known)
                : null;
        return point is not null;
    }

    /// <summary>For <see cref="FailPoints"/>: calls <paramref name="die"/> when the point is reached. Counts from here on.</summary>
    public Action<FailPoint> Watch(Action<FailPoint> die)
    {
        int passed = 0;
        int fatal = 0;
        return point =>
        {
            if (!point.Name.StartsWith(Name, StringComparison.Ordinal))
                return;
            if (point.Moment == FailMoment.Before && Interlocked.Increment(ref passed) == Count)
                Volatile.Write(ref fatal, point.Number);
            if (point.Moment == Moment && point.Number == Volatile.Read(ref fatal))
                die(point);
        };
    }

    public override string ToString() =>
        $"{Name}{(Name.Length > 0 ? "#" : "")}{Count}:{(Moment == FailMoment.Before ? "before" : "after")}";
}
