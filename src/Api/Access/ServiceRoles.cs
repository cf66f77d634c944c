using System.Security.Claims;

namespace BatchAi.Api;

/// <summary>The two roles that hold for the whole service.</summary>
public sealed class ServiceRoles : IAccessRule
{
    /// <summary>The claim in which a token of Microsoft Entra ID lists the app roles of its bearer.</summary>
    public const string ClaimType = "roles";

    /// <summary>May do what changes nothing, which includes listing output files and where nodes are reached.</summary>
    public const string Reader = "BatchAI.Reader";

    /// <summary>May do everything.</summary>
    public const string Contributor = "BatchAI.Contributor";

    public ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, AccessRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(
            caller.HasClaim(ClaimType, Contributor) || (caller.HasClaim(ClaimType, Reader) && request.Action.ChangesNothing));

    /// <summary>A caller that was let in without a token of Microsoft Entra ID, and may do everything.</summary>
    internal static ClaimsPrincipal AContributor(string scheme) => new(new ClaimsIdentity([new Claim(ClaimType, Contributor)], scheme));
}
