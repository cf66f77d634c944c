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

/// <summary>
/// A resource, or all of one type, as a request's path names it. The names are as they were sent; they compare without regard to case.
/// </summary>
/// <param name="Type">Null where nothing is served.</param>
/// <param name="Subscription">Null where the path names none; so are the next two.</param>
/// <param name="Workspace">The workspace that the resource is, or is in.</param>
/// <param name="Experiment">The experiment that the resource is, or is in.</param>
/// <param name="Name">Null for all of the type within what the path names.</param>
public sealed record AccessedResource(
    ResourceType? Type, string? Subscription, string? ResourceGroup, string? Workspace, string? Experiment, string? Name);
