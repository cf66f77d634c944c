namespace BatchAi.Model;

/// <summary>
/// A job asked for by a queue message; docs/job-message.schema.json describes it. <see cref="Blob"/> stands alone, or
/// all the others do.
/// </summary>
public sealed record JobMessage
{
    /// <summary>Azure Resource Manager id of the workspace.</summary>
    public string? Workspace { get; init; }

    /// <summary>Name of an experiment in the workspace.</summary>
    public string? Experiment { get; init; }

    /// <summary>Name of the job.</summary>
    public string? Job { get; init; }

    /// <summary>Name of a cluster in the workspace; only where the body names none.</summary>
    public string? Cluster { get; init; }

    /// <summary>What a PUT of the job would carry.</summary>
    public WireRequest<JobProperties>? Body { get; init; }

    /// <summary>Name of a blob in the container <c>messages</c> that holds the message.</summary>
    public string? Blob { get; init; }
}
