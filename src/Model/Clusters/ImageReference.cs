namespace BatchAi.Model;

/// <summary>A marketplace image, or a custom one with the image it was made from.</summary>
public sealed record ImageReference
{
    public string? Publisher { get; init; }

    public string? Offer { get; init; }

    public string? Sku { get; init; }

    public string? Version { get; init; }

    public string? VirtualMachineImageId { get; init; }
}
