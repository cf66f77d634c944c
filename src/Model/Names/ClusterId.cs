using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>Names a cluster; unlike its uid, the same for a cluster that is deleted and made again.</summary>
public sealed record ClusterId(WorkspaceId Workspace, string Name)
{
    /// <summary>The Azure Resource Manager id.</summary>
    public string ArmId => $"{Workspace.ArmId}/clusters/{Name}";

    /// <summary>Reads a full Azure Resource Manager id, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? armId, [NotNullWhen(true)] out ClusterId? id)
    {
        id = ArmPath.TryParse(armId) is { } path && path.TryChild("clusters", out string? name)
            ? new ClusterId(path.Workspace, name)
            : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => ArmId;
}
