using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Lists what jobs wrote to mounted shares and containers, with links to read it.</summary>
internal sealed class JobFileEndpoints(Jobs jobs, ResourceStore resources, ISecretStore secrets, IOutputFiles files)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGetAndPost<JobFileEndpoints>(JobEndpoints.One + "/listOutputFiles", ResourceType.Job, AccessAction.ListOutputFiles,
            (endpoints, call) => endpoints.ListAsync(call));

    private async Task ListAsync(ApiCall call)
    {
        string id = call.Query("outputdirectoryid") ?? throw ApiException.Invalid("outputdirectoryid", "outputdirectoryid is required.");
        string directory =
            RelativePath.Normalize(call.Query("directory") ?? ".")
            ?? throw ApiException.Invalid(
                "directory",
                "directory must be a path below the output directory, without a leading slash or '..'.");
        TimeSpan expiry = TimeSpan.FromMinutes(call.Number("linkexpiryinminutes", 5, 600, absent: 60));

        JobRow job = await jobs.GetAsync(call.Job, call.Cancellation);
        OutputLocation location = OutputDirectories.Locate(job.Properties, await ClusterMountsAsync(job, call.Cancellation), id);
        string path = directory.Length == 0 ? location.Path : $"{location.Path}/{directory}";

        // A directory that is not there yet lists as empty: clients poll for the first file of a job that waits.
        string? key = (await secrets.LoadAsync(location.OnCluster ? job.ClusterUid : job.Uid, call.Cancellation)).GetValueOrDefault(
            location.KeySlot);
        IReadOnlyList<FileItem> found = await files.ListAsync(location.Volume, key, path, expiry, call.Cancellation) ?? [];
        await ListAnswer.WriteAsync(call, found, file => file.Name!, ModelJson.Wire.FileItem);
    }

    /// <summary>A cluster of that name made later mounts what it likes.</summary>
    private async Task<MountVolumes?> ClusterMountsAsync(JobRow job, CancellationToken cancellation) =>
        await resources.FindAsync(job.Cluster, cancellation) is { Value: var cluster } && cluster.Uid == job.ClusterUid
            ? cluster.Properties.NodeSetup?.MountVolumes
            : null;
}
