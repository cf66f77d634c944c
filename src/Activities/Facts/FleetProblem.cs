namespace BatchAi.Activities;

/// <summary>Why the cloud last said no.</summary>
public sealed record FleetProblem(FleetRefusal Refusal, string Code, string Message, DateTimeOffset At);
