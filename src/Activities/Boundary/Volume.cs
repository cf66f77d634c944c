namespace BatchAi.Activities;

/// <summary>An Azure Files share or a blob container, by account and name.</summary>
public sealed record Volume(VolumeKind Kind, string Account, string Name);
