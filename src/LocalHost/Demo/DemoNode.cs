namespace BatchAi.LocalHost;

/// <summary>A node as the display shows it.</summary>
public sealed record DemoNode(string Name, string Address, string State);
