using Microsoft.AspNetCore.Authorization;

namespace BatchAi.Api;

/// <summary>
/// Metadata of an endpoint that only node agents call. They do not sign in: a node proves itself in the body of its registration, and from
/// then on brings a token of its own, which the endpoint checks.
/// </summary>
internal sealed class ForNodes : IAllowAnonymous
{
    public static ForNodes Instance { get; } = new();
}
