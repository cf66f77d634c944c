namespace BatchAi.LocalCloud;

/// <summary>Names an instance over the whole local cloud.</summary>
internal readonly record struct InstanceKey(string ScaleSet, string Id);
