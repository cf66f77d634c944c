using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class EmbeddedEngineInMemoryMeetsTheContract() : OrchestrationContextContract(new EmbeddedEngineFixture(onDisk: false));
