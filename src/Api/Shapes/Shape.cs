using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Api;

/// <summary>Makes of rows what a GET shows, at an api-version.</summary>
internal static class Shape
{
    private const string Prefix = "Microsoft.BatchAI/workspaces";

    public static WireResource<WorkspaceProperties> Of(WorkspaceRow row) =>
        new()
        {
            Id = row.Id.ArmId,
            Name = row.Id.Name,
            Type = Prefix,
            Location = row.Location,
            Tags = row.Tags,
            Properties = new WorkspaceProperties
            {
                CreationTime = row.CreatedAt,
                ProvisioningState = row.State,
                ProvisioningStateTransitionTime = row.ChangedAt,
            },
        };

    public static WireResource<WorkspaceProperties> Of(ExperimentRow row) =>
        new()
        {
            Id = row.Id.ArmId,
            Name = row.Id.Name,
            Type = Prefix + "/experiments",
            Properties = new WorkspaceProperties
            {
                CreationTime = row.CreatedAt,
                ProvisioningState = row.State,
                ProvisioningStateTransitionTime = row.ChangedAt,
            },
        };

    /// <param name="view">Null when the cluster has no facts (yet, or any more): it has no nodes then.</param>
    public static WireResource<ClusterProperties> Of(ClusterRow row, ClusterView? view, ApiVersion version) => new()
    {
        Id = row.Id.ArmId,
        Name = row.Id.Name,
        Type = Prefix + "/clusters",
        Properties = row.Properties with
        {
            ScaleSettings = Visible(view?.Scale ?? row.Properties.ScaleSettings, version),
            UserAccountSettings = new UserAccountSettings { AdminUserName = row.Properties.UserAccountSettings?.AdminUserName },
            CreationTime = row.CreatedAt,
            ProvisioningState = row.State,
            ProvisioningStateTransitionTime = row.ChangedAt,
            AllocationState = view?.AllocationState ?? AllocationState.Steady,
            AllocationStateTransitionTime = view?.AllocationChangedAt ?? row.CreatedAt,
            Errors = view?.Errors is { Count: > 0 } errors ? errors : null,
            CurrentNodeCount = view?.CurrentNodeCount ?? 0,
            NodeStateCounts = view?.Counts ?? new NodeStateCounts(),
            VmSizeInUse = version.HasExtras ? row.VmSize : null,
            ImageReferenceInUse = version.HasExtras && row.Image is { } image ? Of(image) : null,
        },
    };

    public static WireResource<JobProperties> Of(JobRow row, JobExecution execution, ApiVersion version) => new()
    {
        Id = row.Id.ArmId,
        Name = row.Id.Name,
        Type = Prefix + "/experiments/jobs",
        Properties = JobBody.Visible(row.Properties, version) with
        {
            CreationTime = row.CreatedAt,
            ProvisioningState = row.State,
            ProvisioningStateTransitionTime = row.ChangedAt,
            ExecutionState = execution.State,
            ExecutionStateTransitionTime = execution.ChangedAt,
            ExecutionInfo = JobBody.Visible(execution.Info, execution.State, version),
        },
    };

    public static WireResource<FileServerProperties> Of(FileServerRow row) =>
        new()
        {
            Id = row.Id.ArmId,
            Name = row.Id.Name,
            Type = Prefix + "/fileservers",
            Properties = row.Properties with
            {
                CreationTime = row.CreatedAt,
                ProvisioningState = row.State,
                ProvisioningStateTransitionTime = row.ChangedAt,
            },
        };

    public static NodeInformation Of(NodeView node) =>
        new()
        {
            NodeId = node.NodeId,
            IpAddress = node.Address,
            State = Name(node.Use),
            JobUid = node.JobUid,
            LastHeard = node.LastHeard,
            Problem = node.Problem,
        };

    /// <param name="jobs">Most jobs to show.</param>
    public static ClusterLedger Of(LedgerTotals totals, DateOnly from, DateOnly to, int jobs) =>
        new()
        {
            From = from,
            To = to,
            NodeHours = Hours(totals.Uses.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time)),
            States =
            [
                .. Enum.GetValues<NodeUse>()
                    .Select(use => new StateUsage { State = Name(use), NodeHours = Hours(totals.Uses.GetValueOrDefault(use)) }),
            ],
            Jobs =
            [
                .. totals
                    .Jobs.Take(jobs)
                    .Select(job => new JobUsage
                    {
                        Id = job.Id.ArmId,
                        Name = job.Id.Name,
                        JobUid = job.Uid,
                        NodeHours = Hours(job.Time),
                    }),
            ],
            JobCount = totals.Jobs.Count,
        };

    public static JournalEntry Of(JournalRow row) => new() { At = row.At, Generation = row.Generation, Text = row.Text };

    private static string Name(NodeUse use) => use.ToString().ToLowerInvariant();

    private static double Hours(TimeSpan time) => Math.Round(time.TotalHours, 6);

    public static RefusedJobMessage Of(HandledMessage message) =>
        new()
        {
            MessageId = message.Id,
            Job = message.Job?.ArmId,
            RefusedAt = message.At,
            Reason = message.Refusal!,
        };

    private static ImageReference Of(FleetImage image) =>
        new()
        {
            Publisher = image.Publisher,
            Offer = image.Offer,
            Sku = image.Sku,
            Version = image.Version,
            VirtualMachineImageId = image.ImageId,
        };

    public static Usage Of(FleetUsage usage) => new()
    {
        Unit = "Count",
        CurrentValue = usage.Used,
        Limit = usage.Limit,
        Name = new UsageName { Value = usage.Name, LocalizedValue = usage.ShownName },
    };

    /// <summary>The old api-version knows nothing of the extras, whoever set them.</summary>
    private static ScaleSettings? Visible(ScaleSettings? scale, ApiVersion version) => version.HasExtras || scale?.AutoScale is null
        ? scale
        : scale with { AutoScale = scale.AutoScale with { IdleTimeBeforeScaleDown = null } };
}
