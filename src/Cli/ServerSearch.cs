namespace BatchAi.Cli;

/// <summary>Looks for a LocalHost of this machine, and remembers where it looked.</summary>
/// <param name="environment">Where to look, and how to ask whether somebody answers.</param>
/// <param name="token">The token that was given, if any; else the one a LocalHost left.</param>
internal sealed class ServerSearch(CliEnvironment environment, string? token)
{
    /// <summary>Where <c>serve</c> listens when it is not told otherwise.</summary>
    public static readonly Uri DefaultUrl = new("http://127.0.0.1:8118/");

    private readonly List<string> _tried = [];

    /// <summary>The first that answers; null when none does.</summary>
    public ServerConnection? Find()
    {
        foreach (string directory in Directories())
        {
            if (InDirectory(directory) is { } left)
                return left;
        }

        // A token goes to a server that somebody named, never to whoever listens on a port.
        return string.IsNullOrWhiteSpace(environment.DataDirectory) && Answers(DefaultUrl, $"{Shown(DefaultUrl)}, the default port")
            ? new ServerConnection(DefaultUrl, token, "the default port")
            : null;
    }

    /// <summary>Each place, with what was wrong there.</summary>
    public string Tried => string.Join("; ", _tried);

    private IEnumerable<string> Directories()
    {
        if (!string.IsNullOrWhiteSpace(environment.DataDirectory))
            return [environment.DataDirectory];

        string here = Path.Combine(environment.CurrentDirectory, ".batchai");
        if (environment.StateDirectory is not { } state)
            return [here];

        // Which server of this user started last, as LocalHost wrote it.
        string own = Path.Combine(state, "batchai");
        string last = Path.Combine(own, "data-directory");
        string[] started = File.Exists(last) ? [File.ReadAllText(last).TrimEnd('\n')] : [];
        return new[] { here }.Concat(started).Append(own).Distinct(StringComparer.Ordinal);
    }

    private ServerConnection? InDirectory(string directory)
    {
        string endpoint = Path.Combine(directory, "endpoint");
        if (!File.Exists(endpoint))
        {
            _tried.Add($"{endpoint} (no such file)");
            return null;
        }

        Uri url = ServerConnection.Parse(File.ReadAllText(endpoint).Trim(), endpoint);
        if (!Answers(url, $"{Shown(url)} from {endpoint}"))
            return null;

        string tokenFile = Path.Combine(directory, "token");
        string? kept = File.Exists(tokenFile) ? File.ReadAllText(tokenFile).Trim() : null;
        return new ServerConnection(url, token ?? environment.Token ?? kept, endpoint);
    }

    private bool Answers(Uri url, string place)
    {
        if (environment.Answers(url))
            return true;

        _tried.Add($"{place} (nobody answers)");
        return false;
    }

    private static string Shown(Uri url) => url.AbsoluteUri.TrimEnd('/');
}
