using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

public sealed class DurableEngineMeetsTheContract() : OrchestrationContextContract(new DurableEngineFixture(TaskHub.InMemoryAsync));
