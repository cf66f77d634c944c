using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>Names a file server.</summary>
public sealed record FileServerId(WorkspaceId Workspace, string Name)
{
    /// <summary>The Azure Resource Manager id; the old service answered with a lower-case <c>fileservers</c>.</summary>
    public string ArmId => $"{Workspace.ArmId}/fileservers/{Name}";

    /// <summary>Reads a full Azure Resource Manager id, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? armId, [NotNullWhen(true)] out FileServerId? id)
    {
        id = ArmPath.TryParse(armId) is { } path && path.TryChild("fileservers", out string? name)
            ? new FileServerId(path.Workspace, name)
            : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => ArmId;
}
