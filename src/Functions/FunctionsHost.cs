using BatchAi.Activities;
using BatchAi.Api;
using BatchAi.AzureAdapters;
using BatchAi.Orchestrations;
using BatchAi.Services;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.Functions;

/// <summary>Composes the product on Azure, all but its adapters.</summary>
public static class FunctionsHost
{
    /// <summary>The engine-neutral product, with the engine of each invocation below it.</summary>
    public static IServiceCollection AddFunctionsHost(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().Configure<IOptions<AzureOptions>>((api, azure) => Configure(api, azure.Value));
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new ClusterTiming { HoldOnlyInTransit = true })
            .AddSingleton<IAssignmentSignal, SharedSignal>()
            .AddActivities()
            .AddOrchestrations()
            .AddBatchAiApi()
            .AddSingleton<HttpEntry>()
            .AddScoped<InvocationEngine>()
            .AddScoped<IOrchestrationClient>(services => new DurableOrchestrationClient(
                services.GetRequiredService<InvocationEngine>().Client));
    }

    /// <summary>
    /// Where the configuration names an Application Insights, the worker reports for itself, and the Functions host no
    /// longer does on its behalf.
    /// </summary>
    public static IServiceCollection AddFunctionsTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.NamesTelemetry())
            services.AddTelemetry(configuration).AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return services;
    }

    private static void Configure(ApiOptions api, AzureOptions azure)
    {
        api.PublicBaseUrl = azure.PublicBaseUrl;
        api.Subscription = azure.SubscriptionId;
        if (azure.SignIn is SignInKind.Key)
            api.Token = azure.ApiKey;
        else
            api.Entra = new EntraOptions(azure.TenantId, azure.Audience!, AzureCloud.Of(azure).Authority);
    }
}
