namespace BatchAi.LocalHost;

/// <summary>Where the API is reached; known once it listens.</summary>
public sealed class PublicAddress
{
    /// <summary>For example <c>http://127.0.0.1:8118</c>, no slash at the end.</summary>
    public string BaseUri { get; set; } = "";
}
