namespace BatchAi.NodeAgent;

/// <summary>The four kinds of volumes of a job or a cluster.</summary>
internal enum VolumeMountKind
{
    AzureFileShare,
    AzureBlobContainer,
    FileServer,
    Unmanaged,
}
