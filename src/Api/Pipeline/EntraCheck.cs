using BatchAi.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>Lets in who has a token of the tenant, as far as its roles go. Stands behind routing: what a caller may do depends on the route. Agents bring tokens of their own, which their endpoints check.</summary>
internal sealed class EntraCheck(RequestDelegate next, EntraTokens tokens, IOptions<ApiOptions> options)
{
    /// <summary>May look at everything, also list output files and where nodes are reached.</summary>
    private const string Reader = "BatchAI.Reader";

    /// <summary>May do everything.</summary>
    private const string Contributor = "BatchAI.Contributor";

    private readonly EntraOptions _entra = options.Value.Entra!;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(AgentEndpoints.Root))
            RequireRole(context, await RolesAsync(context));
        await next(context);
    }

    private async Task<IReadOnlySet<string>> RolesAsync(HttpContext context)
    {
        // Says where to get a token for what, until there is a good one.
        context.Response.Headers.WWWAuthenticate = $"Bearer authorization_uri=\"{_entra.Authority}{_entra.TenantId}\", resource_id=\"{_entra.Audience}\"";
        string token = BearerToken.Of(context.Request)
            ?? throw new ApiException(401, new CloudErrorBody { Code = "AuthenticationFailed", Message = $"The request needs the header 'Authorization: Bearer TOKEN' with an Entra token for {_entra.Audience}." });
        IReadOnlySet<string> roles = await tokens.RolesOfAsync(token, context.RequestAborted);
        context.Response.Headers.WWWAuthenticate = default;
        return roles;
    }

    private static void RequireRole(HttpContext context, IReadOnlySet<string> roles)
    {
        if (roles.Contains(Contributor) || (roles.Contains(Reader) && Reads(context)))
            return;

        string why = roles.Contains(Reader)
            ? $"{Reader} may not {context.Request.Method} here; it takes {Contributor}."
            : $"The token has neither the role {Reader} nor {Contributor}; an administrator assigns them to users, groups and applications under this service's enterprise application.";
        throw new ApiException(403, new CloudErrorBody { Code = "AuthorizationFailed", Message = why });
    }

    /// <summary>A list that is asked for by POST answers GET, too. Where there is nothing, there is nothing to protect.</summary>
    private static bool Reads(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: var methods } || methods.Contains(HttpMethods.Get);
}
