namespace BatchAi.NodeAgent;

/// <summary>The part of the configuration that only nodes on Azure have; cloud-init writes it. Paths are absolute.</summary>
public sealed record AzureConfig
{
    /// <summary>Client id of the nodes' managed identity: proves the node, and mounts the deployment's own container.</summary>
    public required string IdentityClientId { get; init; }

    /// <summary>The deployment's storage account; its container <c>data</c> is mounted with the identity.</summary>
    public string? StorageAccount { get; set; }

    /// <summary>
    /// The domain of the cloud's storage accounts: a container's host is <c>{account}.blob.{suffix}</c>. The public
    /// cloud's unless said otherwise.
    /// </summary>
    public string StorageSuffix { get; set; } = "core.windows.net";

    /// <summary>The metadata service of the machine.</summary>
    public Uri Metadata { get; set; } = new("http://169.254.169.254");

    /// <summary>Where jobs and mounts live; the runtime contract's own place.</summary>
    public string InstanceDirectory { get; set; } = "/mnt/batch/tasks/shared/LS_root";

    /// <summary>
    /// What the agent must know after a restart. Not below <see cref="InstanceDirectory"/>, whose disk is empty after
    /// some restarts of the machine.
    /// </summary>
    public string StateDirectory { get; set; } = "/var/lib/batchai";

    /// <summary>
    /// Installs what a kind of volume is mounted with, when one is mounted: <c>PROGRAM --for share|container|file-server</c>. An image
    /// without the program brings everything itself.
    /// </summary>
    public string PackageInstaller { get; set; } = "/usr/local/lib/batchai/install-packages";

    /// <summary>In memory, for the agent's user alone: keys that mount programs read from a file.</summary>
    public string RuntimeDirectory { get; set; } = "/run/batchai";
}
