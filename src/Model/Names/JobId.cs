namespace BatchAi.Model;

/// <summary>Names a job; unlike its uid, the same for a job that is deleted and made again.</summary>
public sealed record JobId(ExperimentId Experiment, string Name)
{
    /// <summary>The Azure Resource Manager id.</summary>
    public string ArmId => $"{Experiment.ArmId}/jobs/{Name}";

    /// <inheritdoc/>
    public override string ToString() => ArmId;
}
