using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class HostileEngineOneMeetsTheContract()
    : OrchestrationContextContract(new EmbeddedEngineFixture(onDisk: true, Hostilities.Of(seed: 1)));
