using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api;

/// <summary>Finds the share or container that holds an output directory of a job (runtime contract, section 4).</summary>
internal static class OutputDirectories
{
    /// <summary>The output directory every job has.</summary>
    private const string StandardOutput = "stdouterr";

    /// <param name="cluster">The cluster's mounts; null when it is gone or has none.</param>
    /// <exception cref="ApiException">400: no such output directory, or it does not lie on a share or container.</exception>
    public static OutputLocation Locate(JobProperties job, MountVolumes? cluster, string id)
    {
        (string? prefix, string below) = Find(job, id);

        if (PathBelowMountRoot.TryParse(prefix, out PathBelowMountRoot? path)
            && FindMount(path.Root == MountRoot.Cluster ? cluster : job.MountVolumes, path) is var (mount, rest))
        {
            string[] parts = [mount.Directory, rest, job.JobOutputDirectoryPathSegment!, below];
            string inside = string.Join('/', parts.Where(part => part.Length > 0));
            return new OutputLocation(mount.Volume, path.Root == MountRoot.Cluster, mount.KeySlot, inside);
        }

        throw new ApiException(
            400,
            new CloudErrorBody
            {
                Code = "OutputDirectoryNotOnMountRoot",
                Message =
                    $"The outputDirectoryId {id} is not present on a mount root: only directories on a mounted Azure file share or "
                    + $"blob container can be listed, and {prefix} is on none.",
                Target = "outputdirectoryid",
            }
        );
    }

    private static (string? Prefix, string Below) Find(JobProperties job, string id)
    {
        if (id == StandardOutput)
            return (job.StdOutErrPathPrefix, StandardOutput);
        if (job.OutputDirectories?.FirstOrDefault(directory => directory.Id == id) is { } output)
            return (
                output.PathPrefix,
                RelativePath.Normalize(output.PathSuffix ?? "") is { Length: > 0 } suffix ? $"outputs/{suffix}" : "outputs");

        IEnumerable<string?> known = [StandardOutput, .. (job.OutputDirectories ?? []).Select(directory => directory.Id)];
        throw ApiException.Invalid("outputdirectoryid", $"outputdirectoryid must be one of {string.Join(", ", known)}; it is '{id}'.");
    }

    /// <summary>The mount that a path lies on, and the rest of the path on it; of mounts in one another, the inner one.</summary>
    private static (Mount Mount, string OnMount)? FindMount(MountVolumes? volumes, PathBelowMountRoot path)
    {
        var found =
            from mount in Mounts(volumes)
            let rest = mount.At.RestOf(path)
            where rest is not null
            orderby mount.At.Value.Length descending
            select (mount, rest);
        return found.Cast<(Mount, string)?>().FirstOrDefault();
    }

    private static IEnumerable<Mount> Mounts(MountVolumes? volumes)
    {
        foreach ((int index, AzureFileShareReference share) in (volumes?.AzureFileShares ?? []).Index())
        {
            if (FileShareUrl.TryParse(share.AzureFileUrl, out string? name, out string? directory)
                && MountPath.TryParse(share.RelativeMountPath, out MountPath? at))
            {
                Volume volume = new(VolumeKind.FileShare, share.AccountName!, name);
                yield return new Mount(volume, SecretSlots.FileShareKey(index), directory, at);
            }
        }

        foreach ((int index, AzureBlobFileSystemReference container) in (volumes?.AzureBlobFileSystems ?? []).Index())
        {
            if (MountPath.TryParse(container.RelativeMountPath, out MountPath? at))
            {
                Volume volume = new(VolumeKind.BlobContainer, container.AccountName!, container.ContainerName!);
                yield return new Mount(volume, SecretSlots.BlobKey(index), "", at);
            }
        }
    }

    /// <param name="Directory">Inside the volume, what is mounted of it; empty text for the whole.</param>
    private sealed record Mount(Volume Volume, string KeySlot, string Directory, MountPath At);
}
