using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class EmbeddedEngineOnDiskMeetsTheContract() : OrchestrationContextContract(new EmbeddedEngineFixture(onDisk: true));
