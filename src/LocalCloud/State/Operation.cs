namespace BatchAi.LocalCloud;

/// <summary>A long-running operation. Its end follows from the instances, so it comes to its end also after a restart.</summary>
internal sealed record Operation
{
    public required string Id { get; init; }

    public required string Subscription { get; init; }

    public required string Location { get; init; }

    public required OperationKind Kind { get; init; }

    public required string ScaleSet { get; init; }

    /// <summary>Tells a scale set from a later one of the same name.</summary>
    public required string ScaleSetUid { get; init; }

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

    /// <summary>The operation as the scale set now shows it.</summary>
    /// <param name="set">Null when there is no scale set of that name.</param>
    public Operation Settle(ScaleSet? set, DateTimeOffset now)
    {
        if (Status != OperationStatus.InProgress || now < NotBefore)
            return this;

        List<Instance> targets = set is null || set.Uid != ScaleSetUid ? [] : [.. set.Instances.Where(instance => Targets.Contains(instance.Id))];
        bool settled = Kind switch
        {
            OperationKind.Delete => set is null || set.Uid != ScaleSetUid,
            OperationKind.Remove => targets.Count == 0,
            _ => targets.TrueForAll(instance => instance.State is InstanceState.Succeeded or InstanceState.Failed),
        };
        if (!settled)
            return this;

        string? code = ErrorCode ?? (targets.Exists(instance => instance.State == InstanceState.Failed) ? "InternalExecutionError" : null);
        return this with
        {
            EndedAt = now,
            Status = code is null ? OperationStatus.Succeeded : OperationStatus.Failed,
            ErrorCode = code,
            ErrorMessage = code is null ? null : ErrorMessage ?? "An instance could not be started; its boot.log or the log of the local cloud says why.",
        };
    }
}
