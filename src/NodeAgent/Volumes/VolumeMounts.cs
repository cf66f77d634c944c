using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Reads the four lists of a body into one.</summary>
internal static class VolumeMounts
{
    /// <param name="secrets">Account keys by slot.</param>
    /// <param name="fileServers">Addresses of file servers by the id that the body gives.</param>
    public static IReadOnlyList<VolumeMount> Of(
        MountVolumes? volumes,
        IReadOnlyDictionary<string, string> secrets,
        IReadOnlyDictionary<string, string> fileServers) =>
        [
            .. (volumes?.AzureFileShares ?? []).Select(
                (share, index) => OfShare(share) with { Key = KeyIn(secrets, SecretSlots.FileShareKey(index)) }),
            .. (volumes?.AzureBlobFileSystems ?? []).Select(
                (blob, index) =>
                    new VolumeMount(
                        VolumeMountKind.AzureBlobContainer,
                        blob.AccountName ?? "",
                        blob.ContainerName ?? "",
                        "",
                        blob.RelativeMountPath ?? "")
                    {
                        Key = KeyIn(secrets, SecretSlots.BlobKey(index)),
                        Options = blob.MountOptions,
                    }
            ),
            .. (volumes?.FileServers ?? []).Select(server =>
                OfServer(server) with
                {
                    Host = fileServers.GetValueOrDefault(server.FileServer?.Id ?? "", ""),
                    Options = server.MountOptions,
                }
            ),
            .. (volumes?.UnmanagedFileSystems ?? []).Select(other => new VolumeMount(
                VolumeMountKind.Unmanaged,
                "",
                "",
                "",
                other.RelativeMountPath ?? "")
            {
                Command = other.MountCommand ?? "",
            }),
        ];

    private static AccountKey? KeyIn(IReadOnlyDictionary<string, string> secrets, string slot) =>
        secrets.TryGetValue(slot, out string? key) ? new AccountKey(key) : null;

    /// <summary>The URL is <c>https://account.file.core.windows.net/share[/directory]</c>.</summary>
    private static VolumeMount OfShare(AzureFileShareReference share)
    {
        Uri? url = Uri.TryCreate(share.AzureFileUrl, UriKind.Absolute, out Uri? parsed) ? parsed : null;
        _ = FileShareUrl.TryParse(share.AzureFileUrl, out string? name, out string? directory);
        string account = share.AccountName ?? url?.Host.Split('.')[0] ?? "";
        return new VolumeMount(VolumeMountKind.AzureFileShare, account, name ?? "", directory ?? "", share.RelativeMountPath ?? "")
        {
            Host = url?.IdnHost ?? "",
            Modes = (share.FileMode ?? "0777", share.DirectoryMode ?? "0777"),
        };
    }

    private static VolumeMount OfServer(FileServerReference server) =>
        FileServerId.TryParse(server.FileServer?.Id, out FileServerId? id)
            ? new VolumeMount(
                VolumeMountKind.FileServer,
                id.Workspace.Name,
                id.Name,
                (server.SourceDirectory ?? "").Trim('/'),
                server.RelativeMountPath ?? "")
            : new VolumeMount(VolumeMountKind.FileServer, "", "", "", server.RelativeMountPath ?? "");
}
