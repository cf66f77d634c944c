namespace BatchAi.Model;

/// <summary>One node of a gang, as its peers see it.</summary>
public sealed record GangMember(string NodeId, string Address);
