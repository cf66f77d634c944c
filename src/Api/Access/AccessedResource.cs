namespace BatchAi.Api;

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
