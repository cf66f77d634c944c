using BatchAi.Contracts.Tests;

namespace BatchAi.Functions.Tests;

public sealed class DurableEngineMeetsTheContract() : OrchestrationContextContract(new DurableEngineFixture());
