using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>The parts of a Batch AI resource id below a workspace, read without regard to case.</summary>
internal sealed record ArmPath(WorkspaceId Workspace, string[] Rest)
{
    /// <summary>Null when the text is not an id at or below a workspace or one of its names is not allowed.</summary>
    public static ArmPath? TryParse(string? armId)
    {
        string[] parts = (armId ?? "").Split('/');
        return parts.Length >= 9
            && parts[0].Length == 0
            && Is(parts[1], "subscriptions") && WorkspaceId.IsGroupName(parts[2])
            && Is(parts[3], "resourceGroups") && WorkspaceId.IsGroupName(parts[4])
            && Is(parts[5], "providers") && Is(parts[6], "Microsoft.BatchAI")
            && Is(parts[7], "workspaces") && ResourceName.TryParse(parts[8], out _)
            ? new ArmPath(new WorkspaceId(parts[2], parts[4], parts[8]), parts[9..])
            : null;
    }

    /// <summary>The name of the one resource below the workspace, when it is of this type.</summary>
    public bool TryChild(string type, [NotNullWhen(true)] out string? name)
    {
        name = Rest.Length == 2 && Is(Rest[0], type) && ResourceName.TryParse(Rest[1], out _) ? Rest[1] : null;
        return name is not null;
    }

    private static bool Is(string part, string expected) => part.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
