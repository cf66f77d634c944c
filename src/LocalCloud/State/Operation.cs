using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>A long-running operation. Its end follows from its resource, so it comes to its end also after a restart.</summary>
internal sealed record Operation
{
    private const string NotStarted = "An instance could not be started; its boot.log or the log of the local cloud says why.";

    public required string Id { get; init; }

    public required string Subscription { get; init; }

    public required string Location { get; init; }

    public required OperationKind Kind { get; init; }

    /// <summary>Type of the resource, as Azure spells it; null for a scale set, which was the only type once.</summary>
    public string? TypeName { get; init; }

    /// <summary>Name of the resource. The property keeps the name it had when scale sets were the only resources.</summary>
    [JsonPropertyName("scaleSet")]
    public required string Resource { get; init; }

    /// <summary>Tells a resource from a later one of the same name.</summary>
    [JsonPropertyName("scaleSetUid")]
    public required string ResourceUid { get; init; }

    /// <summary>Ids of the instances it brings or removes.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>It does not end before this time.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public OperationStatus Status { get; init; }

    /// <summary>Code it ends with; null when it ends well.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    [JsonIgnore]
    public ResourceType Type => TypeName is null ? ResourceType.ScaleSets : ResourceType.Named(TypeName);

    public static Operation Begin(CloudResource resource, OperationKind kind, IReadOnlyList<string> targets, DateTimeOffset now,
        DateTimeOffset notBefore) => new()
        {
            Id = Guid.NewGuid().ToString(),
            Subscription = resource.Subscription,
            Location = resource.Location,
            Kind = kind,
            TypeName = resource.Type.Name,
            Resource = resource.Name,
            ResourceUid = resource.Uid,
            Targets = targets,
            StartedAt = now,
            NotBefore = notBefore,
        };

    /// <summary>The operation as its resource now shows it.</summary>
    /// <param name="named">Null when there is no resource of that name.</param>
    public Operation Settle(CloudResource? named, DateTimeOffset now)
    {
        if (Status != OperationStatus.InProgress || now < NotBefore)
            return this;

        CloudResource? resource = named?.Uid == ResourceUid ? named : null;
        List<Instance> targets = resource is InstanceOwner owner
            ? [.. owner.Instances.Where(instance => Targets.Contains(instance.Id))]
            : [];
        bool settled = Kind switch
        {
            OperationKind.Delete => resource is null,
            OperationKind.Remove => targets.Count == 0,
            _ => targets.TrueForAll(instance => instance.State is InstanceState.Succeeded or InstanceState.Failed),
        };
        if (!settled)
            return this;

        (string Code, string Message)? failure = ErrorCode is { } code ? (code, ErrorMessage ?? code)
            : Kind == OperationKind.Create && resource is null ? ("OperationPreempted", "The resource was deleted before it was made.")
            : targets.Exists(instance => instance.State == InstanceState.Failed) ? ("InternalExecutionError", NotStarted)
            : null;
        return this with
        {
            EndedAt = now,
            Status = failure is null ? OperationStatus.Succeeded : OperationStatus.Failed,
            ErrorCode = failure?.Code,
            ErrorMessage = failure?.Message,
        };
    }

    /// <summary>The same operation, which will end with a failed allocation.</summary>
    public Operation FailingAllocation(string vmSize) => this with
    {
        ErrorCode = "AllocationFailed",
        ErrorMessage = $"Allocation failed. We do not have sufficient capacity for the requested VM size {vmSize} in this region. " +
            "Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance",
    };
}
