namespace BatchAi.LocalCloud;

/// <summary>How a local cloud behaves. Everything but the directory and the token has a default that suits a workstation.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>Where the state and the instances' own directories lie; one local cloud a directory.</summary>
    public required string Directory { get; init; }

    /// <summary>The bearer token every request must carry.</summary>
    public required string Token { get; init; }

    /// <summary>Time from the acceptance of a capacity to running instances; minutes on Azure.</summary>
    public TimeSpan ProvisioningDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time the main process of a deleted instance has between SIGTERM and SIGKILL.</summary>
    public TimeSpan DeletionGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before the main process of an instance is started again.</summary>
    public TimeSpan LongestRestartPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Which GPUs of the machine are given to instances: <c>all</c>, <c>none</c>, or their numbers (<c>0,1</c>).</summary>
    public string Gpus { get; init; } = "all";

    /// <summary>What the machine has; read from the machine when null.</summary>
    public MachineInventory? Machine { get; init; }

    /// <summary>How many instances without a GPU of their own there may be. They share the machine's cores.</summary>
    public int NodeLimit { get; init; } = 64;

    /// <summary>Factor on Azure's documented request buckets; 0 switches throttling off.</summary>
    public double RequestLimitScale { get; init; } = 1;

    /// <summary>How many items one page of a list holds.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>What goes wrong on purpose; nothing by default.</summary>
    public FaultOptions Faults { get; init; } = new();
}
