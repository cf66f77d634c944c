namespace BatchAi.LocalCloud;

/// <summary>Names an instance, or a part on which work is under way, over the whole local cloud.</summary>
/// <param name="Folder">Directory of its owner's instances, below the data directory.</param>
internal readonly record struct InstanceKey(string Folder, string Id)
{
    public static InstanceKey Of(InstanceOwner owner, Instance instance) => new(owner.InstanceFolder, instance.Id);

    public static InstanceKey Of(Part part) => new(part.Type.Folder, part.Key);
}
