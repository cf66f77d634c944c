using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BatchAi.Linux;

/// <summary>One line of <c>/proc/PID/stat</c> (proc(5)): the fields used here.</summary>
/// <param name="State">One letter, for example R (runs), S (sleeps), Z (has ended, its parent has not asked yet).</param>
/// <param name="StartTime">Clock ticks since the machine's boot.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessStat(int Pid, int ParentPid, char State, long StartTime)
{
    /// <summary>False for a zombie: it has ended and only waits for its parent to ask.</summary>
    public bool Runs => State is not ('Z' or 'X' or 'x');

    public ProcessId Id => new(Pid, StartTime);

    /// <summary>Null when the line is not complete.</summary>
    public static ProcessStat? TryParse(ReadOnlySpan<byte> line)
    {
        // The second field is the program's name in parentheses, which may hold anything, also parentheses, spaces and bytes that are not
        // UTF-8.
        string text = Encoding.Latin1.GetString(line);
        int open = text.IndexOf(" (", StringComparison.Ordinal);
        int close = text.LastIndexOf(") ", StringComparison.Ordinal);
        if (open < 0 || close < open || !TryNumber(text.AsSpan(0, open), out int pid))
            return null;

        string[] rest = text[(close + 2)..].TrimEnd().Split(' ');
        return rest.Length >= 20
            && rest[0].Length == 1
            && TryNumber(rest[1], out int parent)
            && long.TryParse(rest[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            ? new ProcessStat(pid, parent, rest[0][0], start)
            : null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
