using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

[Trait(Lane.Name, Lane.Full)]
public sealed class DurableEngineOnAzureStorageMeetsTheContract(Azurite azurite)
    : OrchestrationContextContract(
        new DurableEngineFixture(() => TaskHub.OnAzureStorageAsync(azurite.ConnectionString, HubSettings.Quick, $"hub{Guid.NewGuid():N}"))),
        IClassFixture<Azurite>;
