namespace BatchAi.Activities;

/// <summary>A long-running operation of the REST API. How it stands is not kept: it is derived from the resource.</summary>
/// <param name="Id">Uuid with hyphens that sorts by time.</param>
/// <param name="Uid">Of the resource: a later resource of the same name is another matter.</param>
/// <param name="EndedAt">When it was first seen to have ended.</param>
public sealed record OperationRow(string Id, OperationKind Kind, string Location, ResourceAddress Resource, string Uid, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
