namespace BatchAi.Cli;

/// <summary>Which server to talk to, and where that was learnt (for messages).</summary>
public sealed record ServerConnection(Uri Url, string? Token, string Source)
{
    private const string HowToStart = "Start one with: dotnet run --project src/LocalHost -- serve";

    /// <summary>On this machine: files and mounts are local, and no storage account is needed.</summary>
    public bool IsLocal => Url.IsLoopback;

    /// <summary>The line for a server that does not answer.</summary>
    public string UnreachableMessage(string reason) =>
        $"the server at {Url.AbsoluteUri.TrimEnd('/')} ({Source}) does not answer: {reason}." + (IsLocal ? $" {HowToStart}" : "");

    /// <summary>
    /// Options win over environment, environment over the address a running LocalHost left in its data directory, that
    /// over its default port.
    /// </summary>
    /// <exception cref="CliException">No server is known, or the address is not an http(s) URL.</exception>
    public static ServerConnection Resolve(string? url, string? token, CliEnvironment environment)
    {
        if (url is not null)
            return Named(url, "--url", token, environment);
        if (!string.IsNullOrWhiteSpace(environment.Url))
            return Named(environment.Url, "BATCHAI_URL", token, environment);

        var search = new ServerSearch(environment, token);
        return search.Find()
            ?? throw new CliException(
                ExitCodes.NoServer,
                $"no Batch AI server was found. Tried: {search.Tried}. {HowToStart}  (or name one with --url or BATCHAI_URL)");
    }

    /// <summary>A server of this user that was named by its address is given its token all the same.</summary>
    private static ServerConnection Named(string text, string source, string? token, CliEnvironment environment)
    {
        Uri url = Parse(text, source);
        return new ServerConnection(url, token ?? environment.Token ?? new ServerSearch(environment, token).TokenOf(url), source);
    }

    internal static Uri Parse(string text, string source) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw CliException.Usage($"'{text}' ({source}) is not an http or https URL.");
}
