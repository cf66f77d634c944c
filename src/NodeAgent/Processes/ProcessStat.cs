namespace BatchAi.NodeAgent;

/// <summary>One line of <c>/proc/{pid}/stat</c>; the start time (clock ticks since boot) tells two processes of one pid apart.</summary>
internal sealed record ProcessStat(int Pid, char State, int ParentPid, long StartTime)
{
    /// <summary>A zombie has ended: it only waits for its parent to ask.</summary>
    public bool Runs => State is not ('Z' or 'X');

    public static ProcessStat? TryParse(string text)
    {
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = text.LastIndexOf(')');
        if (open < 0 || close < open)
            return null;

        string[] rest = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return int.TryParse(text[..open].Trim(), out int pid) && rest.Length > 19 && int.TryParse(rest[1], out int parent) && long.TryParse(rest[19], out long start)
            ? new ProcessStat(pid, rest[0][0], parent, start)
            : null;
    }
}
