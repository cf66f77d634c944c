using BatchAi.Model;

namespace BatchAi.State;

/// <summary>A marketplace image, or a custom one by id.</summary>
public sealed record FleetImage(string Publisher, string Offer, string Sku, string Version, string? ImageId)
{
    /// <summary>The image an accepted body names: <see cref="ClusterBody.Accept"/> fills in what it leaves out.</summary>
    public static FleetImage Of(ClusterProperties accepted)
    {
        ImageReference image = accepted.VirtualMachineConfiguration!.ImageReference!;
        return new FleetImage(image.Publisher!, image.Offer!, image.Sku!, image.Version!, image.VirtualMachineImageId);
    }
}
