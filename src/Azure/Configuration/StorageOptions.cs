namespace BatchAi.AzureAdapters;

/// <summary>The storage account of tables, queues and blobs: by name, reached with the app's identity, or by connection string.</summary>
public sealed class StorageOptions
{
    public string? AccountName { get; set; }

    /// <summary>For Azurite, and where account keys are allowed. A secret.</summary>
    public string? ConnectionString { get; set; }
}
