using BatchAi.Activities;
using BatchAi.Embedded;
using BatchAi.Faults;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchAi.Contracts.Tests;

/// <summary>The embedded engine on its own threads and the machine's clock.</summary>
public sealed class EmbeddedEngineFixture(bool onDisk, HostileSettings? hostile = null) : IEngineFixture
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("batchai-engine-");
    private ServiceProvider? _services;

    public bool IsHostile => hostile is not null;

    public async Task<IOrchestrationClient> StartAsync(
        IEnumerable<OrchestrationDescriptor> orchestrations,
        IEnumerable<ActivityDescriptor> activities)
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddEmbeddedEngine(
            new EmbeddedEngineOptions
            {
                DatabasePath = onDisk ? Path.Combine(_directory.FullName, "engine.db") : null,
                Disturbance = HostileEngine.Of(hostile),
            }
        );
        foreach (OrchestrationDescriptor orchestration in orchestrations)
            services.AddSingleton(orchestration);
        foreach (ActivityDescriptor activity in activities)
            services.AddSingleton(activity);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await _services.GetRequiredService<EmbeddedEngine>().StartAsync(TestContext.Current.CancellationToken);
        return _services.GetRequiredService<IOrchestrationClient>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.GetRequiredService<EmbeddedEngine>().StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
