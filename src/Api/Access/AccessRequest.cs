using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>What one request would do, and to what. Who may do it is for the <see cref="IAccessRule"/>s to say.</summary>
public sealed record AccessRequest(AccessedResource Resource, AccessAction Action)
{
    /// <summary>The request as routing understood it.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not say what it does, so nobody can be let in.</exception>
    public static AccessRequest Of(Endpoint? endpoint, RouteValueDictionary route)
    {
        RequiredAccess? required = endpoint?.Metadata.GetMetadata<RequiredAccess>();
        if (required is null && endpoint is RouteEndpoint)
            throw new InvalidOperationException($"The endpoint '{endpoint.DisplayName}' has no {nameof(RequiredAccess)} in its metadata.");

        string? Part(string? name) => name is not null && route.TryGetValue(name, out object? value) ? value as string : null;
        AccessedResource resource = new(
            required?.Type,
            Part("subscription"),
            Part("group"),
            Part(ResourceType.Workspace.Parameter),
            Part(ResourceType.Experiment.Parameter),
            Part(required?.Type.Parameter));
        // Where nothing is served there is nothing to protect; who may look anywhere is told that there is nothing.
        return new AccessRequest(resource, required?.Action ?? AccessAction.Read);
    }
}
