namespace BatchAi.Activities;

/// <summary>A change that spans partitions: written before its first step, removed after its last. It holds no data of the change; that is in the resource row.</summary>
/// <param name="Uid">Of the resource: an intent never touches a later resource of the same name.</param>
public sealed record IntentRow(IntentKind Kind, ResourceAddress Resource, string Uid, DateTimeOffset StartedAt);
