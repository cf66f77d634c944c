namespace BatchAi.LocalCloud;

/// <summary>
/// The buckets Azure counts requests in, with what a bucket of one resource and one of a whole subscription hold and
/// regain a minute.
/// </summary>
internal sealed record RequestKind(string Name, int ResourceBurst, int ResourcePerMinute, int SubscriptionBurst, int SubscriptionPerMinute)
{
    public static RequestKind PutScaleSet { get; } = new("PutVMScaleSet", 12, 4, 375, 125);

    public static RequestKind UpdateScaleSet { get; } = new("UpdateVMScaleSet", 12, 4, 1500, 500);

    public static RequestKind DeleteScaleSet { get; } = new("DeleteVMScaleSet", 12, 4, 525, 175);

    public static RequestKind DeleteInstances { get; } = new("VMScaleSetVMDelete", 12, 4, 1500, 500);

    public static RequestKind GetScaleSet { get; } = new("LowCostGet", 36, 12, 2400, 800);

    public static RequestKind ListInstances { get; } = new("HighCostGetVMScaleSet", 30, 10, 1080, 360);

    public static RequestKind GetInstance { get; } = new("GetVMScaleSetVM", 36, 12, 6000, 2000);

    public static RequestKind GetOperation { get; } = new("GetOperation", 45, 15, 15000, 5000);

    /// <summary>Reads Azure Resource Manager counts itself: 25 a second, 250 at once.</summary>
    public static RequestKind Read { get; } = new("Reads", 250, 1500, 250, 1500);

    /// <summary>Each write of a virtual machine has a bucket of its own.</summary>
    public static RequestKind PutMachine { get; } = new("PutVM", 12, 4, 1500, 500);

    public static RequestKind DeleteMachine { get; } = new("DeleteVM", 12, 4, 1500, 500);

    /// <summary>Counted for the subscription alone.</summary>
    public static RequestKind ListMachines { get; } = new("HighCostGetVM", 900, 300, 900, 300);

    /// <summary>Writes of network resources: 1,000 in five minutes.</summary>
    public static RequestKind WriteNetwork { get; } = new("NetworkWrites", 1000, 200, 1000, 200);

    /// <summary>Writes Azure Resource Manager counts itself: 10 a second, 200 at once.</summary>
    public static RequestKind Write { get; } = new("Writes", 200, 600, 200, 600);

    public static RequestKind Of(string method, IReadOnlyList<string> path) => (method, Part(path, 5), Part(path, 6)) switch
    {
        (_, _, "virtualmachinescalesets") => OfScaleSet(method, path),
        ("PUT", _, "virtualmachines") => PutMachine,
        ("DELETE", _, "virtualmachines") => DeleteMachine,
        ("GET", _, "virtualmachines") when path.Count == 7 => ListMachines,
        ("PUT" or "DELETE", "microsoft.network", _) => WriteNetwork,
        ("PUT" or "DELETE", _, _) => Write,
        ("GET", _, "operations") when Part(path, 4) == "locations" => GetOperation,
        _ => Read,
    };

    /// <summary>What is counted together: the resource or the operation.</summary>
    public static string ResourceOf(IReadOnlyList<string> path) => string.Join('/', path.Take(8)).ToLowerInvariant();

    private static RequestKind OfScaleSet(string method, IReadOnlyList<string> path) => (method, path.Count, Part(path, 8)) switch
    {
        ("PUT", 8, _) => PutScaleSet,
        ("PATCH", 8, _) => UpdateScaleSet,
        ("DELETE", 8, _) => DeleteScaleSet,
        ("GET", 8, _) => GetScaleSet,
        ("GET", 9, "virtualmachines") => ListInstances,
        ("GET", >= 10, "virtualmachines") => GetInstance,
        ("POST", 11, "virtualmachines") when Part(path, 10) == "proveidentity" => GetInstance,
        ("POST" or "DELETE", >= 9, _) => DeleteInstances,
        _ => Read,
    };

    private static string Part(IReadOnlyList<string> path, int index) => index < path.Count ? path[index].ToLowerInvariant() : "";
}
