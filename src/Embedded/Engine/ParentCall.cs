namespace BatchAi.Embedded;

/// <summary>The command of a parent that started a sub-orchestration.</summary>
internal sealed record ParentCall(string InstanceId, int Run, int Number);
