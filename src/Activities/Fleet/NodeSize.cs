namespace BatchAi.Activities;

/// <summary>A VM size.</summary>
/// <param name="Cores">vCPUs.</param>
/// <param name="Family">Name of the quota that counts it.</param>
public sealed record NodeSize(string Name, int Cores, int Gpus, string Family);
