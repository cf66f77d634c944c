namespace BatchAi.NodeAgent;

/// <summary>What became of a call to the API.</summary>
internal abstract record ApiAnswer<T>
{
    private ApiAnswer() { }

    public sealed record Ok(T Value) : ApiAnswer<T>;

    /// <summary>401: the token is void; register again.</summary>
    public sealed record Unauthorized : ApiAnswer<T>;

    /// <summary>410: this instance is no node any more.</summary>
    public sealed record Gone : ApiAnswer<T>;

    /// <summary>No connection, a server error, or an answer that is not understood: try again later.</summary>
    public sealed record Unavailable(string Reason) : ApiAnswer<T>;
}
