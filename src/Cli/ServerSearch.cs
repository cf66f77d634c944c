namespace BatchAi.Cli;

/// <summary>Looks for a LocalHost of this machine, and remembers where it looked.</summary>
/// <param name="environment">Where to look, and how to ask whether somebody answers.</param>
/// <param name="token">The token that was given, if any; else the one a LocalHost left.</param>
internal sealed class ServerSearch(CliEnvironment environment, string? token)
{
    /// <summary>Where <c>serve</c> listens when it is not told otherwise.</summary>
    public static readonly Uri DefaultUrl = new("http://127.0.0.1:8118/");

    private const string EndpointFile = "endpoint";

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
        string endpoint = Path.Combine(directory, EndpointFile);
        if (!File.Exists(endpoint))
        {
            _tried.Add($"{endpoint} (no such file)");
            return null;
        }

        // Who can write into a directory that somebody else works in could lead that user's jobs, and what they know, elsewhere.
        if (!TokenFile.IsOwn(directory) || !TokenFile.IsOwn(endpoint))
        {
            _tried.Add($"{endpoint} (of another user)");
            return null;
        }

        Uri url = ServerConnection.Parse(File.ReadAllText(endpoint).Trim(), endpoint);
        if (!Answers(url, $"{Shown(url)} from {endpoint}"))
            return null;
        if (url.IsLoopback && !environment.IsOwn(url))
        {
            _tried.Add($"{Shown(url)} from {endpoint} (another user's program listens there now)");
            return null;
        }

        return new ServerConnection(url, token ?? environment.Token ?? TokenBeside(endpoint, url), endpoint);
    }

    /// <summary>The token of a server whose address was given, when a server of this user left exactly that address.</summary>
    public string? TokenOf(Uri url) =>
        url.IsLoopback
        && Directories()
            .Select(directory => Path.Combine(directory, EndpointFile))
            .FirstOrDefault(endpoint => IsOf(endpoint, url)) is { } found
        && environment.IsOwn(url)
            ? TokenBeside(found, url)
            : null;

    private static bool IsOf(string endpoint, Uri url) =>
        File.Exists(endpoint)
        && TokenFile.IsOwn(Path.GetDirectoryName(endpoint)!)
        && TokenFile.IsOwn(endpoint)
        && Uri.TryCreate(File.ReadAllText(endpoint).Trim(), UriKind.Absolute, out Uri? left)
        && left == url;

    /// <summary>Of this machine's servers only: a token that was found never leaves the machine.</summary>
    private static string? TokenBeside(string endpoint, Uri url)
    {
        string file = Path.Combine(Path.GetDirectoryName(endpoint)!, "token");
        return url.IsLoopback && File.Exists(file) ? TokenFile.Found(file) : null;
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
