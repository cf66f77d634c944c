using System.Globalization;
using System.Text;

namespace BatchAi.LocalCloud;

/// <summary>What /proc/PID/stat says (proc(5)): the fields used here.</summary>
/// <param name="StartTime">Clock ticks since the machine's boot.</param>
internal readonly record struct ProcessStat(int Pid, int Parent, char State, long StartTime)
{
    /// <summary>A zombie only waits for its parent; it runs nothing.</summary>
    public bool IsGone => State is 'Z' or 'X' or 'x';

    public ProcessId Id => new(Pid, StartTime);

    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllBytes($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ProcessStat? Parse(ReadOnlySpan<byte> line)
    {
        // The second field is the program's name in brackets, which may hold anything, also brackets and spaces.
        string text = Encoding.UTF8.GetString(line);
        int open = text.IndexOf(" (", StringComparison.Ordinal);
        int close = text.LastIndexOf(") ", StringComparison.Ordinal);
        if (open < 0 || close < open || !int.TryParse(text.AsSpan(0, open), out int pid))
            return null;

        string[] fields = text[(close + 2)..].Split(' ');
        return fields.Length >= 20
            && int.TryParse(fields[1], out int parent)
            && long.TryParse(fields[19], CultureInfo.InvariantCulture, out long startTime)
            ? new ProcessStat(pid, parent, fields[0][0], startTime)
            : null;
    }
}
