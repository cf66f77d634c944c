using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <remarks>The hub in memory keeps a ring for an id that nobody has started yet. The Functions host asks for the instance before it raises an event.</remarks>
public sealed class DurableEngineMeetsTheContract() : OrchestrationContextContract(new DurableEngineFixture(TaskHub.InMemoryAsync, keepsEarlyRings: true));
