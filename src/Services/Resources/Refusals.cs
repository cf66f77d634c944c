using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Refusals that several services share.</summary>
internal static class Refusals
{
    private const string RacedCode = "ConcurrentChange";

    /// <summary>True when the same request may well succeed a little later.</summary>
    public static bool MayPass(ApiException refused) => refused.Error.Code is RacedCode or "JobBeingDeleted";

    public static ApiException BeingDeleted(ResourceKind kind, string name) =>
        ApiException.Conflict($"{kind}BeingDeleted", $"The {kind.Noun} {name} is being deleted; try again when it is gone");

    /// <summary>A change that raced with another one: the client may simply try again.</summary>
    public static ApiException Raced(ResourceKind kind, string name) =>
        ApiException.Conflict(RacedCode, $"The {kind.Noun} {name} is being changed by another request; try again");
}
