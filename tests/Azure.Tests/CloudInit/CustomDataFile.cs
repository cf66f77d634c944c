namespace BatchAi.AzureAdapters.Tests;

/// <summary>A file that cloud-init writes.</summary>
/// <param name="Permissions">Octal.</param>
internal sealed record CustomDataFile(string Content, string Permissions)
{
    public bool IsScript => Content.StartsWith("#!", StringComparison.Ordinal);
}
