namespace BatchAi.Activities;

/// <summary>A message that was taken from its queue for a while.</summary>
/// <param name="Receipt">Allows this taker to delete it.</param>
public sealed record ReceivedMessage(QueuedMessage Message, string Receipt);
