namespace BatchAi.LocalCloud;

/// <summary>A VM size of the local cloud.</summary>
public sealed record VmSize(string Name, int Cores, int MemoryGiB, int Gpus, string Family);
