namespace BatchAi.Model;

/// <summary>A path the job sees as AZ_BATCHAI_INPUT_{id}.</summary>
public sealed record InputDirectory
{
    public string? Id { get; init; }

    public string? Path { get; init; }
}
