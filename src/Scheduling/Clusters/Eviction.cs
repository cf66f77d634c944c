namespace BatchAi.Scheduling;

/// <summary>A job loses its nodes.</summary>
/// <param name="Requeue">True: it runs again from the start. False: it ends as failed.</param>
/// <param name="NodeLost">It is the platform, or a failure, that takes a node, and not the user.</param>
public sealed record Eviction(string JobUid, bool Requeue, string Why, bool NodeLost = false);
