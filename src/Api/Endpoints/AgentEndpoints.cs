using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>What node agents call (docs/agent-protocol.md). No api-version: the protocol has a version of its own.</summary>
internal sealed class AgentEndpoints(NodeRegistration registration, NodeSync sync, NodeLaunch launch, IOptions<ApiOptions> options)
{
    /// <summary>Everything below is for agents.</summary>
    public const string Root = "/agent";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder nodes = routes.MapGroup("").WithMetadata(ForNodes.Instance);
        nodes.MapPost(AgentProtocol.RegisterPath, context => Of(context).RegisterAsync(context));
        nodes.MapPost(AgentProtocol.SyncPath, context => Of(context).SyncAsync(context));
        nodes.MapGet(AgentProtocol.JobPath + "/{jobUid}/{fence:long}", context => Of(context).LaunchAsync(context));
    }

    private static AgentEndpoints Of(HttpContext context) => context.RequestServices.GetRequiredService<AgentEndpoints>();

    private async Task RegisterAsync(HttpContext context)
    {
        RegisterRequest request = await RequestBody.ReadAsync(
            context.Request,
            options.Value.MaxBodyBytes,
            ModelJson.Default.RegisterRequest);
        RequireProtocol(request.Protocol);
        await context.WriteJsonAsync(await registration.RegisterAsync(request, CancellationToken.None), ModelJson.Wire.RegisterResponse);
    }

    private async Task SyncAsync(HttpContext context)
    {
        string token = RequireToken(context.Request);
        SyncRequest request = await RequestBody.ReadAsync(context.Request, options.Value.MaxBodyBytes, ModelJson.Default.SyncRequest);
        RequireProtocol(request.Protocol);
        if (request.Jobs.FirstOrDefault(report => !Uids.IsUid(report.JobUid)) is not null)
            throw ApiException.Invalid("jobs.jobUid", "The uid of each job must be 32 lower-case hexadecimal digits.");
        await context.WriteJsonAsync(await sync.SyncAsync(token, request, context.RequestAborted), ModelJson.Wire.SyncResponse);
    }

    private async Task LaunchAsync(HttpContext context)
    {
        string token = RequireToken(context.Request);
        string jobUid = (string)context.Request.RouteValues["jobUid"]!;
        long fence = long.Parse((string)context.Request.RouteValues["fence"]!);
        await context.WriteJsonAsync(await launch.LaunchAsync(token, jobUid, fence, context.RequestAborted), ModelJson.Wire.JobLaunch);
    }

    private static string RequireToken(HttpRequest request) =>
        BearerToken.Of(request)
        ?? throw new ApiException(
            401,
            new CloudErrorBody { Code = "AuthenticationFailed", Message = "The request needs the node's token; register to get one." });

    private static void RequireProtocol(int protocol)
    {
        if (protocol != AgentProtocol.Version)
            throw new ApiException(
                426,
                new CloudErrorBody
                {
                    Code = "ProtocolNotServed",
                    Message = $"The agent speaks protocol {protocol}; served is {AgentProtocol.Version}.",
                    Target = "protocol",
                }
            );
    }
}
