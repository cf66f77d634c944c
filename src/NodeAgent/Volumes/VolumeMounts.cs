using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Reads the four lists of a body into one.</summary>
internal static class VolumeMounts
{
    public static IReadOnlyList<VolumeMount> Of(MountVolumes? volumes) =>
    [
        .. (volumes?.AzureFileShares ?? []).Select(OfShare),
        .. (volumes?.AzureBlobFileSystems ?? []).Select(blob =>
            new VolumeMount(VolumeMountKind.AzureBlobContainer, blob.AccountName ?? "", blob.ContainerName ?? "", "", blob.RelativeMountPath ?? "")),
        .. (volumes?.FileServers ?? []).Select(OfServer),
        .. (volumes?.UnmanagedFileSystems ?? []).Select(other =>
            new VolumeMount(VolumeMountKind.Unmanaged, "", "", "", other.RelativeMountPath ?? "")),
    ];

    /// <summary>The URL is <c>https://account.file.core.windows.net/share[/directory]</c>.</summary>
    private static VolumeMount OfShare(AzureFileShareReference share)
    {
        Uri? url = Uri.TryCreate(share.AzureFileUrl, UriKind.Absolute, out Uri? parsed) ? parsed : null;
        string[] path = Uri.UnescapeDataString(url?.AbsolutePath ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        string account = share.AccountName ?? url?.Host.Split('.')[0] ?? "";
        return new VolumeMount(VolumeMountKind.AzureFileShare, account, path.FirstOrDefault() ?? "", string.Join('/', path.Skip(1)), share.RelativeMountPath ?? "");
    }

    private static VolumeMount OfServer(FileServerReference server) => FileServerId.TryParse(server.FileServer?.Id, out FileServerId? id)
        ? new VolumeMount(VolumeMountKind.FileServer, id.Workspace.Name, id.Name, (server.SourceDirectory ?? "").Trim('/'), server.RelativeMountPath ?? "")
        : new VolumeMount(VolumeMountKind.FileServer, "", "", "", server.RelativeMountPath ?? "");
}
