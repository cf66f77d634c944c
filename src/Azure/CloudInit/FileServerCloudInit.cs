using System.Globalization;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Turns a fresh Ubuntu machine with data disks into a file server: the disks as one file system at /mnt/data, exported
/// by NFS to private addresses. Its admin user and ssh key are the machine's own (the profile of its operating system),
/// and it runs no agent: a node that mounts it waits until it answers.
/// </summary>
public static class FileServerCloudInit
{
    /// <summary>Where the data is, on the server and in its export.</summary>
    public const string MountPoint = "/mnt/data";

    private const string Program = "/usr/local/lib/batchai/prepare-file-server";
    private const string Units = "/etc/systemd/system";

    /// <param name="diskCount">
    /// 0 exports a directory of the machine's own disk, more than 1 are joined as RAID 0. The disks are attached as LUN
    /// 0, 1, … .
    /// </param>
    /// <returns>Plain text, at most 48 KB; holds no secret.</returns>
    public static string CustomDataFor(int diskCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(diskCount);
        List<CloudFile> files =
        [
            new CloudFile.Value("/etc/batchai/disk-count", diskCount.ToString(CultureInfo.InvariantCulture)),
            new CloudFile.Fixed(Program, "prepare-file-server.sh", Executable: true),
            new CloudFile.Fixed(CloudConfig.PackageInstaller, "install-packages.sh", Executable: true),
            new CloudFile.Fixed($"{Units}/batchai-file-server.service", "batchai-file-server.service", Executable: false),
            new CloudFile.Fixed(CloudConfig.AtEveryBoot, "start-file-server.sh", Executable: true),
        ];
        if (diskCount > 0)
            files.Add(new CloudFile.Fixed($"{Units}/nfs-server.service.d/batchai.conf", "only-with-data.conf", Executable: false));
        return CloudConfig.Of(files, [[CloudConfig.AtEveryBoot]]);
    }
}
