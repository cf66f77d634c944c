namespace BatchAi.Cli;

/// <summary>Everything the command line takes from the process it runs in; read once, in Program.cs.</summary>
public sealed record CliEnvironment
{
    /// <summary>BATCHAI_URL.</summary>
    public string? Url { get; init; }

    /// <summary>BATCHAI_TOKEN.</summary>
    public string? Token { get; init; }

    /// <summary>BATCHAI_DATA: the data directory of a LocalHost, where it leaves its address.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>XDG_STATE_HOME, or <c>.local/state</c> of the home directory.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>AZURE_BATCHAI_STORAGE_ACCOUNT, as the old command line knew it.</summary>
    public string? StorageAccount { get; init; }

    /// <summary>AZURE_BATCHAI_STORAGE_KEY, as the old command line knew it.</summary>
    public string? StorageKey { get; init; }

    public required string CurrentDirectory { get; init; }

    /// <summary>Whether somebody takes connections there; asked of addresses that a server may have left behind.</summary>
    public Func<Uri, bool> Answers { get; init; } = _ => true;

    /// <summary>
    /// Whether what takes connections at an address of this machine belongs to the user who runs this. A server that was killed leaves its
    /// address behind, and any user may listen there next.
    /// </summary>
    public Func<Uri, bool> IsOwn { get; init; } = _ => true;

    /// <summary>How many processors this machine has.</summary>
    public int Processors { get; init; } = int.MaxValue;

    /// <summary>Waits for a line that the user types; null when there is no terminal to ask at.</summary>
    public Func<string?>? ReadLine { get; init; }

    /// <summary>TERM; null when standard output is no terminal.</summary>
    public string? Terminal { get; init; }

    /// <summary>Becomes another program, by its words and its whole environment: only a test ever sees it return.</summary>
    public Func<IReadOnlyList<string>, IEnumerable<string>, int> Become { get; init; } =
        (_, _) => throw new CliException(ExitCodes.Failed, "only Linux has nodes on the machine itself.");

    /// <summary>Who runs this.</summary>
    public string UserName { get; init; } = "batchai";

    /// <summary>The admin account of clusters that name none: the user, if that is a name Linux allows.</summary>
    public string AdminUserName =>
        UserName is [>= 'a' and <= 'z' or '_', ..]
        && UserName.Length <= 32
        && UserName.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-')
            ? UserName
            : "batchai";
}
