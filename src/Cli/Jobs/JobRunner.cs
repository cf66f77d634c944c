using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Starts a job, with everything it needs that can be made for it, and watches it.</summary>
internal sealed class JobRunner(Session session, DefaultResources defaults, StorageFiller storage)
{
    /// <summary>The exit code of <c>run</c>.</summary>
    public async Task<int> RunAsync(JobStart start, CancellationToken cancellation)
    {
        JsonObject properties = start.Body.Properties;
        await session.TellAsync(start.Body.Notes);

        string? fromFile = session.ExperimentGiven ? null : start.Body.ExperimentName;
        ExperimentId experiment = fromFile is null ? session.Experiment : session.ExperimentNamed(fromFile);
        var job = new JobId(experiment, session.Job(start.Name ?? JobName.Make(start.Source, session.Random)).Name);
        storage.Fill(properties, StorageFiller.JobVolumes);

        await defaults.EnsureFoldersAsync(experiment, fromFile is not null, cancellation);
        await new LostRaces(session.Clock, session.Random).RunAsync(() => PrepareClusterAsync(properties, cancellation), cancellation);
        await session.TellAsync(storage.Notes);
        properties["cluster"] = new JsonObject { ["id"] = session.Cluster.ArmId };
        if (start.Name is not null && await session.Client.FindAsync(job.ArmId, cancellation) is not null)
            throw new CliException(ExitCodes.Failed, $"a job {job.Name} already exists; leave --name out to have one made.");

        JsonElement accepted = await SubmitAsync(job, properties, cancellation);
        if (!start.Detach)
            return await new JobWatch(session).ToTheEndAsync(job, LogFiles.Main, cancellation);

        session.Printer.Resource(accepted, raw => raw, new Column<JsonElement>("job", _ => job.Name));
        await session.Error.WriteLineAsync($"Follow it with: batchai job logs {session.OptionsAgain(experiment)}-f {job.Name}");
        return ExitCodes.Ok;
    }

    private async Task<JsonElement> SubmitAsync(JobId job, JsonObject properties, CancellationToken cancellation)
    {
        try
        {
            // Only the new version knows these; all else is asked for as every server understands it.
            JsonNode?[] news =
                [properties["customMpiSettings"]?["launcher"], properties["retryPolicy"], properties["terminationGraceInSeconds"]];
            string version = news.Any(given => given is not null) ? BatchAiClient.NewApiVersion : BatchAiClient.ApiVersion;
            return await session.Client.PutAsync(job.ArmId, new JsonObject { ["properties"] = properties }, cancellation, version);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new CliException(
                ExitCodes.Interrupted,
                "interrupted while submitting; the server may have taken the job: batchai job show "
                + $"{session.OptionsAgain(job.Experiment)}{job.Name}"
            );
        }
    }

    /// <summary>Every directory the job's paths begin with has to be mounted by somebody.</summary>
    private async Task PrepareClusterAsync(JsonObject properties, CancellationToken cancellation)
    {
        int nodes = int.TryParse(properties["nodeCount"]?.ToString(), CultureInfo.InvariantCulture, out int count) ? count : 1;
        Versioned? cluster = await defaults.FindClusterAsync(cancellation);
        var plan = MountPlan.Of(
            properties,
            cluster is null ? null : BatchAiClient.Cluster(cluster.Resource).Properties.NodeSetup?.MountVolumes);
        foreach (string path in plan.MissingOnJob)
        {
            StorageFiller.List(StorageFiller.JobVolumes(properties), "azureFileShares").Add((JsonNode)storage.FileShare(path, path));
            if (path != CommandJob.Share)
            {
                await session.TellAsync(
                    [$"the job mounts nothing at $AZ_BATCHAI_JOB_MOUNT_ROOT/{path}: added a file share '{path}' there"]);
            }
        }

        if (cluster is null)
            await defaults.MakeClusterAsync(nodes, await VolumesAsync(plan.MissingOnCluster), cancellation);
        else if (plan.MissingOnCluster is [string missing, ..])
            throw Missing(missing);
        else
            await defaults.RaiseMaximumAsync(cluster, nodes, cancellation);
    }

    private async Task<JsonObject?> VolumesAsync(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return null;

        await session.TellAsync(
            paths.Select(path => $"the job expects $AZ_BATCHAI_MOUNT_ROOT/{path}: the cluster mounts a file share '{path}' there"));
        return new JsonObject { ["azureFileShares"] = new JsonArray([.. paths.Select(path => storage.FileShare(path, path))]) };
    }

    private CliException Missing(string path) =>
        new(
            ExitCodes.Failed,
            $"the job expects $AZ_BATCHAI_MOUNT_ROOT/{path}, but cluster {session.Cluster.Name} mounts nothing at '{path}', and the "
            + "mounts of a cluster cannot be changed. "
                + $"Use $AZ_BATCHAI_JOB_MOUNT_ROOT/{path} in the job, or a cluster that has it: batchai cluster create NAME "
                + $"--afs-name {path} --afs-mount-path {path}"
        );
}
