using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>Signs in everybody: nothing but the machine itself reaches a host that is open like this.</summary>
internal sealed class OpenSignIn : IAuthenticationHandler
{
    private static readonly AuthenticationTicket s_anybody = new(ServiceRoles.AContributor(SignIn.Open), SignIn.Open);

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context) => Task.CompletedTask;

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(s_anybody));

    public Task ChallengeAsync(AuthenticationProperties? properties) => throw new NotSupportedException("Nobody is refused.");

    public Task ForbidAsync(AuthenticationProperties? properties) => throw new NotSupportedException("Nobody is refused.");
}
