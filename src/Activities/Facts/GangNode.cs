namespace BatchAi.Activities;

/// <summary>A node of a gang as it was when reserved. Another epoch later means that it was rebooted and what ran there is gone.</summary>
public sealed record GangNode(int Ordinal, string NodeId, string Address, int Epoch);
