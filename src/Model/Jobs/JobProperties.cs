using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Properties of a job: first what a request gives, then what the service adds.</summary>
public sealed record JobProperties
{
    public JobPriority? SchedulingPriority { get; init; }

    public ResourceReference? Cluster { get; init; }

    public MountVolumes? MountVolumes { get; init; }

    public int? NodeCount { get; init; }

    public ContainerSettings? ContainerSettings { get; init; }

    /// <summary>Read-only: derived from which settings were sent.</summary>
    public string? ToolType { get; init; }

    public CntkSettings? CntkSettings { get; init; }

    public PyTorchSettings? PyTorchSettings { get; init; }

    public TensorFlowSettings? TensorFlowSettings { get; init; }

    public CaffeSettings? CaffeSettings { get; init; }

    public Caffe2Settings? Caffe2Settings { get; init; }

    public ChainerSettings? ChainerSettings { get; init; }

    public CustomToolkitSettings? CustomToolkitSettings { get; init; }

    public CustomMpiSettings? CustomMpiSettings { get; init; }

    public HorovodSettings? HorovodSettings { get; init; }

    public JobPreparation? JobPreparation { get; init; }

    /// <summary>Read-only: {subscription}/{group}/workspaces/{workspace}/experiments/{experiment}/jobs/{job}/{uid}.</summary>
    public string? JobOutputDirectoryPathSegment { get; init; }

    public string? StdOutErrPathPrefix { get; init; }

    public IReadOnlyList<InputDirectory>? InputDirectories { get; init; }

    public IReadOnlyList<OutputDirectory>? OutputDirectories { get; init; }

    public IReadOnlyList<EnvironmentVariable>? EnvironmentVariables { get; init; }

    public IReadOnlyList<EnvironmentVariableWithSecretValue>? Secrets { get; init; }

    public JobConstraints? Constraints { get; init; }

    /// <summary>From 2026-11-01 on.</summary>
    public JobRetryPolicy? RetryPolicy { get; init; }

    /// <summary>
    /// Seconds that the job's processes have between SIGTERM and SIGKILL, whatever the reason they are stopped for; 5 when absent. From
    /// 2026-11-01 on.
    /// </summary>
    public int? TerminationGraceInSeconds { get; init; }

    /// <summary>Read-only; undocumented, but the old service sent it.</summary>
    public string? ExperimentName { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>Read-only.</summary>
    public ProvisioningState? ProvisioningState { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? ProvisioningStateTransitionTime { get; init; }

    /// <summary>Read-only.</summary>
    public ExecutionState? ExecutionState { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? ExecutionStateTransitionTime { get; init; }

    /// <summary>Read-only.</summary>
    public ExecutionInfo? ExecutionInfo { get; init; }
}
