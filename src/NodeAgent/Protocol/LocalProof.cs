namespace BatchAi.NodeAgent;

/// <summary>One machine: the content of a file that only the instance's user can read.</summary>
internal sealed class LocalProof(NodeInstance node) : INodeProof
{
    public async Task<string> MakeAsync(string bootId, string keyHash, CancellationToken cancellation) =>
        (await File.ReadAllTextAsync(Path.Combine(node.Directory, "identity"), cancellation)).Trim();
}
