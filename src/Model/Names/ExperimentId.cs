namespace BatchAi.Model;

/// <summary>Names an experiment, the folder that jobs live in.</summary>
public sealed record ExperimentId(WorkspaceId Workspace, string Name)
{
    /// <summary>The Azure Resource Manager id.</summary>
    public string ArmId => $"{Workspace.ArmId}/experiments/{Name}";

    /// <inheritdoc/>
    public override string ToString() => ArmId;
}
