namespace BatchAi.LocalHost;

/// <summary>Which data directory the state in a storage account belongs to.</summary>
/// <param name="Id">Of the directory, wherever it is moved.</param>
/// <param name="Directory">Where it was when it took the account.</param>
internal sealed record StateOwner(string Id, string Machine, string Directory)
{
    public const string Partition = "host";

    public const string Row = "owner";
}
