namespace BatchAi.Activities;

/// <summary>A message as a queue delivers it.</summary>
/// <param name="Id">The same at every delivery.</param>
/// <param name="DequeueCount">Which delivery this is, from 1.</param>
/// <param name="Text">JSON, or the same in base64, as some clients send it.</param>
public sealed record QueuedMessage(string Id, long DequeueCount, string Text);
