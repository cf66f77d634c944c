namespace BatchAi.NodeAgent;

/// <summary>Makes what proves to the API that the agent runs on this instance.</summary>
internal interface INodeProof
{
    /// <exception cref="HttpRequestException">It cannot be made now: try again later.</exception>
    /// <exception cref="IOException">The same.</exception>
    Task<string> MakeAsync(string bootId, string keyHash, CancellationToken cancellation);
}
