using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class HostileEngineTwoMeetsTheContract()
    : OrchestrationContextContract(new EmbeddedEngineFixture(onDisk: true, Hostilities.Of(seed: 20260)));
