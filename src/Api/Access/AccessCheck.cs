using System.Security.Claims;
using BatchAi.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>
/// Lets a request in when its caller is signed in and a rule allows what it would do. It runs after routing, whose endpoint says what
/// that is; an endpoint that does not say is closed to everybody.
/// </summary>
internal sealed class AccessCheck(RequestDelegate next, IOptions<ApiOptions> options)
{
    private readonly string _scheme = SignIn.SchemeOf(options.Value);

    public async Task InvokeAsync(HttpContext context, IEnumerable<IAccessRule> rules)
    {
        if (!IsOpen(context))
            await AdmitAsync(context, rules);
        await next(context);
    }

    /// <summary>
    /// Below the agents' root nobody signs in, also where nothing is served: an agent would take the 401 for the end of its token, and
    /// register anew.
    /// </summary>
    private static bool IsOpen(HttpContext context) => context.GetEndpoint() switch
    {
        RouteEndpoint served => served.Metadata.GetMetadata<IAllowAnonymous>() is not null,
        _ => context.Request.Path.StartsWithSegments(AgentEndpoints.Root),
    };

    private async Task AdmitAsync(HttpContext context, IEnumerable<IAccessRule> rules)
    {
        AuthenticateResult signedIn = await context.AuthenticateAsync(_scheme);
        if (signedIn.Principal is not { } caller)
        {
            await context.ChallengeAsync(_scheme);
            throw new InvalidOperationException($"The sign-in {_scheme} refused a caller without an answer.");
        }

        context.User = caller;
        AccessRequest request = AccessRequest.Of(context.GetEndpoint(), context.Request.RouteValues);
        foreach (IAccessRule rule in rules)
        {
            if (await rule.AllowsAsync(caller, request, context.RequestAborted))
                return;
        }

        throw new ApiException(403, new CloudErrorBody { Code = "AuthorizationFailed", Message = WhyNot(context, caller) });
    }

    private static string WhyNot(HttpContext context, ClaimsPrincipal caller) =>
        caller.HasClaim(ServiceRoles.ClaimType, ServiceRoles.Reader)
        ? $"{ServiceRoles.Reader} may not {context.Request.Method} here; it takes {ServiceRoles.Contributor}."
        : $"The token has neither the role {ServiceRoles.Reader} nor {ServiceRoles.Contributor}; an administrator assigns them to users, "
            + "groups and applications under this service's enterprise application.";
}
