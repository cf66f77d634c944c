namespace BatchAi.Scheduling;

/// <summary>A job loses its nodes.</summary>
/// <param name="Requeue">True: it runs again from the start. False: it ends as failed.</param>
public sealed record Eviction(string JobUid, bool Requeue, string Why);
