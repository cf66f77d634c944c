namespace BatchAi.Activities;

/// <summary>A VM size.</summary>
public sealed record NodeSize(string Name, int Cores, int Gpus, string Family);
