using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>An entry of the index of workspaces. Written before the workspace and removed after it, so an entry may name a workspace that is not there.</summary>
public sealed record WorkspaceEntry(WorkspaceId Id);
