namespace BatchAi.Embedded;

/// <summary>One try of an activity, to be answered to the run that asked.</summary>
internal sealed record ActivityCall(string InstanceId, int Run, int Number, string Name, string Input);
