using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Lists what jobs wrote to mounted shares and containers, with links to read it.</summary>
internal sealed class JobFileEndpoints(Jobs jobs, ResourceStore resources, ISecretStore secrets, IOutputFiles files)
{
    /// <summary>Names that one request may ask for.</summary>
    private const int MostNames = 20;

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

        // A directory that is not there yet lists as empty: clients poll for the first file of a job that waits.
        string? key = (await secrets.LoadAsync(location.OnCluster ? job.ClusterUid : job.Uid, call.Cancellation)).GetValueOrDefault(
            location.KeySlot);
        OutputQuery query = new(location.Volume, key, location.Path, directory, expiry)
        {
            Names = call.Version.HasExtras ? Names(call) : null,
            TellsLinks = call.Version.HasExtras,
        };
        await ListAnswer.WriteAsync(
            call,
            async (after, take) =>
                await files.ListAsync(query with { After = after, Take = take }, call.Cancellation) ?? new Page<FileItem>([], Next: null),
            ModelJson.Wire.FileItem);
    }

    /// <summary>The files that are asked for by name; null when all are.</summary>
    private static string[]? Names(ApiCall call)
    {
        string[] names = [.. call.Context.Request.Query["name"].OfType<string>().Where(name => name.Length > 0)];
        return names.Length <= MostNames
            ? names.Length == 0 ? null : names
            : throw ApiException.Invalid("name", $"name may be given {MostNames} times at most.");
    }

    /// <summary>A cluster of that name made later mounts what it likes.</summary>
    private async Task<MountVolumes?> ClusterMountsAsync(JobRow job, CancellationToken cancellation) =>
        await resources.FindAsync(job.Cluster, cancellation) is { Value: var cluster } && cluster.Uid == job.ClusterUid
            ? cluster.Properties.NodeSetup?.MountVolumes
            : null;
}
