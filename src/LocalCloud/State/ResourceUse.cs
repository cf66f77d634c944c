namespace BatchAi.LocalCloud;

/// <summary>A resource's hold on another.</summary>
/// <param name="Type">Type of the one that is used, as Azure spells it.</param>
/// <param name="DeletedToo">Azure's <c>deleteOption</c>: when the machine that holds it, directly or by its network interface, is deleted,
/// so is this.</param>
/// <param name="Lun">Number of a data disk's slot; null for everything else.</param>
internal sealed record ResourceUse(string Type, string Name, bool DeletedToo = false, int? Lun = null);
