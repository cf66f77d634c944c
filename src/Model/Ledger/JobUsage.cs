namespace BatchAi.Model;

/// <summary>Time for which one job held nodes.</summary>
public sealed record JobUsage
{
    /// <summary>The job's Azure Resource Manager id; it may be deleted since.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Tells it from an earlier job of the same name.</summary>
    public required string JobUid { get; init; }

    public required double NodeHours { get; init; }
}
