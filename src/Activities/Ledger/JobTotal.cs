using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Node-time that a job held.</summary>
public sealed record JobTotal(string Uid, JobId Id, TimeSpan Time);
