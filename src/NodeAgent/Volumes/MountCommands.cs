namespace BatchAi.NodeAgent;

/// <summary>Makes the commands that mount volumes on Azure (runtime contract, section 14).</summary>
internal sealed class MountCommands(AzureConfig azure, JobUser? user)
{
    /// <summary>What a file server exports.</summary>
    private const string Export = "/mnt/data";

    /// <summary>The container of the deployment's own account that nodes may use with their identity.</summary>
    private const string OwnContainer = "data";

    /// <summary>Minutes: a cluster may be made before its file server is ready.</summary>
    private const int ServerPatience = 30;

    /// <summary>A volume that cannot be mounted, or the command. Neither runs through a shell but the user's own.</summary>
    /// <param name="secretFile">Where the command's secret file will be.</param>
    public MountCommand? TryMake(VolumeMount volume, string mountPoint, string secretFile, out string problem)
    {
        MountCommand? command = volume.Kind switch
        {
            VolumeMountKind.AzureFileShare => OfShare(volume, mountPoint, secretFile, out problem),
            VolumeMountKind.AzureBlobContainer => OfContainer(volume, mountPoint, secretFile, out problem),
            VolumeMountKind.FileServer => OfServer(volume, mountPoint, out problem),
            _ => OfCommand(volume, mountPoint, out problem),
        };
        return command;
    }

    private MountCommand? OfShare(VolumeMount volume, string mountPoint, string secretFile, out string problem)
    {
        problem = volume.Key is null ? "an Azure Files share is mounted with the account's key, and none was given"
            : volume.Key.Reveal().AsSpan().ContainsAny('\r', '\n') ? "the account key holds a line break"
            : Uri.CheckHostName(volume.Host) != UriHostNameType.Dns ? $"'{volume.Host}' is no host"
            : "";
        if (problem.Length > 0)
            return null;

        string directory = volume.Directory.Length > 0 ? "/" + volume.Directory.TrimEnd('/') : "";
        string owner = user is null ? "" : $",uid={user.Uid},gid={user.Gid}";
        string options =
            $"credentials={secretFile},file_mode={volume.Modes.File},dir_mode={volume.Modes.Directory}{owner},serverino,nosharesock,actimeo=30,mfsymlinks";
        return new MountCommand(
            "mount", ["-t", "cifs", $"//{volume.Host}/{volume.Name}{directory}", mountPoint, "-o", options],
            $"username={volume.Owner}\npassword={volume.Key!.Reveal()}\n");
    }

    private MountCommand? OfContainer(VolumeMount volume, string mountPoint, string secretFile, out string problem)
    {
        bool own = string.Equals(volume.Owner, azure.StorageAccount, StringComparison.OrdinalIgnoreCase) && volume.Name == OwnContainer;
        AccountKey? key = own ? null : volume.Key;
        problem =
            own || key is not null
                ? ""
                : "a container of another account than the deployment's is mounted with that account's key, and none was given";
        if (problem.Length > 0)
            return null;

        string configuration = BlobfuseConfiguration.Of(volume, key, azure, BlobfuseConfiguration.CacheOf(azure, mountPoint));
        return new MountCommand("blobfuse2", ["mount", mountPoint, $"--config-file={secretFile}"], configuration);
    }

    private static MountCommand? OfServer(VolumeMount volume, string mountPoint, out string problem)
    {
        problem = volume.Host.Length == 0 ? "the file server has no address: it does not exist, or is not ready" : "";
        string directory = volume.Directory.Length > 0 ? "/" + volume.Directory.TrimEnd('/') : "";
        string options = string.IsNullOrWhiteSpace(volume.Options) ? "rw" : volume.Options.Trim();
        return problem.Length > 0
            ? null
            : new MountCommand(
                "mount",
                ["-t", "nfs", $"{volume.Host}:{Export}{directory}", mountPoint, "-o", $"{options},retry={ServerPatience}"]);
    }

    /// <summary>The contract appends the mount path to what the user wrote; it comes as an argument, whatever is in it.</summary>
    private static MountCommand? OfCommand(VolumeMount volume, string mountPoint, out string problem)
    {
        problem = volume.Command.Length == 0 ? "it has no mountCommand" : "";
        return problem.Length > 0 ? null : new MountCommand("bash", ["-c", $"{volume.Command} \"$1\"", "mount", mountPoint]);
    }
}
