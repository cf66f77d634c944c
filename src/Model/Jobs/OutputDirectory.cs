namespace BatchAi.Model;

/// <summary>A directory made for the job, seen as AZ_BATCHAI_OUTPUT_{id}.</summary>
public sealed record OutputDirectory
{
    public string? Id { get; init; }

    public string? PathPrefix { get; init; }

    public string? PathSuffix { get; init; }
}
