namespace BatchAi.Scheduling;

/// <summary>That, and why, the cloud refused the last request for machines.</summary>
/// <param name="Code">What a job that needs them waits for.</param>
/// <param name="Text">What was refused, in the cloud's words; one line.</param>
public sealed record CloudRefusal(WaitingCode Code, string Text);
