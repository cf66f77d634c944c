using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;

namespace BatchAi.AzureAdapters;

/// <summary>Sends what the process says of itself to Application Insights.</summary>
public static class TelemetryServices
{
    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Whether the configuration names where telemetry goes.</summary>
    public static bool NamesTelemetry(this IConfiguration configuration) => !string.IsNullOrEmpty(configuration[ConnectionSetting]);

    /// <summary>
    /// Traces, metrics and logs by OpenTelemetry, sent in the name of the app's identity: keys are off. Call it only
    /// where <see cref="NamesTelemetry"/>.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("batchai"))
            .UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = configuration[ConnectionSetting];
                // A standing connection, also while nobody looks.
                options.EnableLiveMetrics = false;
            });
        services
            .AddOptions<AzureMonitorExporterOptions>()
            .Configure<TokenCredential>((options, credential) => options.Credential = credential);
        return services;
    }
}
