namespace BatchAi.Activities;

/// <summary>What kind of storage a volume is.</summary>
public enum VolumeKind
{
    FileShare,
    BlobContainer,
}
