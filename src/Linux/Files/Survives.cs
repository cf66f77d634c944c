namespace BatchAi.Linux;

/// <summary>What a file that was written must outlive.</summary>
public enum Survives
{
    /// <summary>
    /// A crash of the machine. The rule: the data is synchronized (fsync), then the file gets its name, then the directory is
    /// synchronized. When the call returns, the new content is what anybody will ever read.
    /// </summary>
    MachineCrash,

    /// <summary>
    /// A crash of the program alone: nothing is synchronized. Allowed only where the content means nothing after the next boot of the
    /// machine, because whoever reads it then ignores it, removes it or writes it anew first.
    /// </summary>
    ProcessCrash,
}
