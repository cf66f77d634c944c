namespace BatchAi.Functions.Tests.Protocol;

/// <summary>The worker ended while something was asked of it, as a killed process does.</summary>
public sealed class WorkerGoneException(Exception? inner = null) : Exception("The worker is gone.", inner);
