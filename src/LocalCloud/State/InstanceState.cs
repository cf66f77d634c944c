namespace BatchAi.LocalCloud;

/// <summary>Where an instance stands; the names are Azure's provisioning states.</summary>
internal enum InstanceState
{
    Creating,
    Succeeded,
    Failed,
    Deleting,
}
