using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BatchAi.Api.Tests;

/// <summary>The routes of the API, without a server.</summary>
internal static class ServedRoutes
{
    public static async Task<IReadOnlyList<RouteEndpoint>> AllAsync()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        BatchAiApi.MapAll(app);
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];
    }

    /// <summary>A path that the route takes, in which whatever can be named has a name.</summary>
    public static string SamplePath(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { ParameterPolicies.Count: > 0 } => "7",
            _ => "x1",
        }));

    public static IReadOnlyList<string> MethodsOf(RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods;
}
