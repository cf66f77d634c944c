using System.Security.Claims;

namespace BatchAi.Api;

/// <summary>
/// Says who may do what. A request is let in when any of the registered rules allows it, so a rule can only add to what the others allow.
/// </summary>
public interface IAccessRule
{
    /// <param name="caller">Signed in. The caller's roles are claims of the type <see cref="ServiceRoles.ClaimType"/>.</param>
    ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, AccessRequest request, CancellationToken cancellation);
}
