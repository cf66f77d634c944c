using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api;

/// <summary>Finds the share or container that holds an output directory of a job (runtime contract, section 4).</summary>
internal static class OutputDirectories
{
    /// <summary>The output directory every job has.</summary>
    private const string StandardOutput = "stdouterr";

    private const string ClusterRoot = "$AZ_BATCHAI_MOUNT_ROOT/";
    private const string JobRoot = "$AZ_BATCHAI_JOB_MOUNT_ROOT/";

    /// <param name="cluster">The cluster's mounts; null when it is gone or has none.</param>
    /// <exception cref="ApiException">400: no such output directory, or it does not lie on a share or container.</exception>
    public static OutputLocation Locate(JobProperties job, MountVolumes? cluster, string id)
    {
        (string? prefix, string below) = Find(job, id);

        // People write the variable with braces, too; a shell reads both alike.
        string path = (prefix ?? "").Replace("${AZ_BATCHAI_MOUNT_ROOT}", "$AZ_BATCHAI_MOUNT_ROOT").Replace("${AZ_BATCHAI_JOB_MOUNT_ROOT}", "$AZ_BATCHAI_JOB_MOUNT_ROOT");
        MountVolumes? volumes = path.StartsWith(ClusterRoot, StringComparison.Ordinal) ? cluster : path.StartsWith(JobRoot, StringComparison.Ordinal) ? job.MountVolumes : null;
        if (volumes is not null
            && RelativePath.Normalize(path[(path.IndexOf('/') + 1)..].TrimStart('/')) is { } rest
            && Mounts(volumes).Where(mount => IsBelow(rest, mount.At)).OrderByDescending(mount => mount.At.Length).FirstOrDefault() is ({ } volume, { } slot, { } root, { } at))
        {
            return new OutputLocation(volume, path.StartsWith(ClusterRoot, StringComparison.Ordinal), slot, string.Join('/', new[] { root, rest[at.Length..].TrimStart('/'), job.JobOutputDirectoryPathSegment!, below }.Where(part => part.Length > 0)));
        }

        throw new ApiException(400, new CloudErrorBody
        {
            Code = "OutputDirectoryNotOnMountRoot",
            Message = $"The outputDirectoryId {id} is not present on a mount root: only directories on a mounted Azure file share or blob container can be listed, and {prefix} is on none.",
            Target = "outputdirectoryid",
        });
    }

    private static (string? Prefix, string Below) Find(JobProperties job, string id)
    {
        if (id == StandardOutput)
            return (job.StdOutErrPathPrefix, StandardOutput);
        if (job.OutputDirectories?.FirstOrDefault(directory => directory.Id == id) is { } output)
            return (output.PathPrefix, RelativePath.Normalize(output.PathSuffix ?? "") is { Length: > 0 } suffix ? $"outputs/{suffix}" : "outputs");

        IEnumerable<string?> known = [StandardOutput, .. (job.OutputDirectories ?? []).Select(directory => directory.Id)];
        throw ApiException.Invalid("outputdirectoryid", $"outputdirectoryid must be one of {string.Join(", ", known)}; it is '{id}'.");
    }

    private static IEnumerable<(Volume Volume, string KeySlot, string Root, string At)> Mounts(MountVolumes volumes)
    {
        foreach ((int index, AzureFileShareReference share) in (volumes.AzureFileShares ?? []).Index())
        {
            if (FileShareUrl.TryParse(share.AzureFileUrl, out string? name, out string? directory))
                yield return (new Volume(VolumeKind.FileShare, share.AccountName!, name), SecretSlots.FileShareKey(index), directory, RelativePath.Normalize(share.RelativeMountPath!)!);
        }

        foreach ((int index, AzureBlobFileSystemReference container) in (volumes.AzureBlobFileSystems ?? []).Index())
            yield return (new Volume(VolumeKind.BlobContainer, container.AccountName!, container.ContainerName!), SecretSlots.BlobKey(index), "", RelativePath.Normalize(container.RelativeMountPath!)!);
    }

    private static bool IsBelow(string path, string mount) => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);
}
