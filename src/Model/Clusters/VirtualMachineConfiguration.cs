namespace BatchAi.Model;

/// <summary>What the nodes boot from.</summary>
public sealed record VirtualMachineConfiguration
{
    public ImageReference? ImageReference { get; init; }
}
