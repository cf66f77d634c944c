using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class HostileEngineThreeMeetsTheContract()
    : OrchestrationContextContract(new EmbeddedEngineFixture(onDisk: true, Hostilities.Of(seed: 777)));
