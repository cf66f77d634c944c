using BatchAi.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.Api;

/// <summary>The whole HTTP surface as one <see cref="RequestDelegate"/>, for any host.</summary>
public static class BatchAiApi
{
    /// <summary>
    /// Registers the API and the services of resources. The host registers stores, secrets, files, sizes, the clock and
    /// the commands.
    /// </summary>
    public static IServiceCollection AddBatchAiApi(this IServiceCollection services, Action<ApiOptions>? configure = null)
    {
        services.AddRoutingCore();
        services.AddOptions<ApiOptions>();
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.AddServices();
        services.AddSignIn();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAccessRule, ServiceRoles>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IResourceAnswer, ClusterEndpoints>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IResourceAnswer, JobEndpoints>());
        services.TryAddScoped<WorkspaceEndpoints>();
        services.TryAddScoped<ExperimentEndpoints>();
        services.TryAddScoped<ClusterEndpoints>();
        services.TryAddScoped<LedgerEndpoints>();
        services.TryAddScoped<JobEndpoints>();
        services.TryAddScoped<JobFileEndpoints>();
        services.TryAddScoped<FileServerEndpoints>();
        services.TryAddScoped<OperationEndpoints>();
        services.TryAddScoped<AgentEndpoints>();
        services.TryAddScoped<MessageEndpoints>();
        return services;
    }

    /// <summary>
    /// Builds the pipeline. It needs nothing of the host's own routing: an endpoint or route values that the host has
    /// set on the request are cleared first. Requests must carry <see cref="HttpContext.RequestServices"/>.
    /// </summary>
    public static RequestDelegate Build(IServiceProvider services)
    {
        ApplicationBuilder pipeline = new(services);
        pipeline.Use(ForgetHostRoute);
        pipeline.UseMiddleware<StandardHeaders>();
        pipeline.UseMiddleware<ErrorAnswers>();
        pipeline.UseRouting();
        pipeline.UseMiddleware<AccessCheck>();
        pipeline.UseEndpoints(MapAll);
        return pipeline.Build();
    }

    /// <summary>Every route that is served.</summary>
    public static void MapAll(IEndpointRouteBuilder routes)
    {
        WorkspaceEndpoints.Map(routes);
        ExperimentEndpoints.Map(routes);
        ClusterEndpoints.Map(routes);
        LedgerEndpoints.Map(routes);
        JobEndpoints.Map(routes);
        JobFileEndpoints.Map(routes);
        FileServerEndpoints.Map(routes);
        OperationEndpoints.Map(routes);
        AgentEndpoints.Map(routes);
        MessageEndpoints.Map(routes);
    }

    private static Task ForgetHostRoute(HttpContext context, RequestDelegate next)
    {
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        return next(context);
    }
}
