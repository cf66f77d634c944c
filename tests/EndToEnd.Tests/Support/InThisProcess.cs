namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// Tests that run the server in this process and count what its Azure clients send: one after the other, or they would
/// count each other's.
/// </summary>
[CollectionDefinition(nameof(InThisProcess))]
public sealed class InThisProcess;
