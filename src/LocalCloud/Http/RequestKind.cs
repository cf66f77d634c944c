namespace BatchAi.LocalCloud;

/// <summary>The buckets Azure counts requests in, with what a bucket of one resource and one of a whole subscription hold and regain a minute.</summary>
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

    public static RequestKind Of(string method, IReadOnlyList<string> path) => (method, path.Count, Part(path, 4), Part(path, 8)) switch
    {
        ("PUT", 8, _, _) => PutScaleSet,
        ("PATCH", 8, _, _) => UpdateScaleSet,
        ("DELETE", 8, _, _) => DeleteScaleSet,
        ("GET", 8, _, _) => GetScaleSet,
        ("GET", 9, _, "virtualmachines") => ListInstances,
        ("GET", >= 10, _, "virtualmachines") => GetInstance,
        ("POST", 11, _, "virtualmachines") when Part(path, 10) == "proveidentity" => GetInstance,
        ("POST" or "DELETE", >= 9, _, _) => DeleteInstances,
        ("GET", _, "locations", _) when Part(path, 6) == "operations" => GetOperation,
        _ => Read,
    };

    /// <summary>What is counted together: the scale set or the operation.</summary>
    public static string ResourceOf(IReadOnlyList<string> path) => string.Join('/', path.Take(8)).ToLowerInvariant();

    private static string Part(IReadOnlyList<string> path, int index) => index < path.Count ? path[index].ToLowerInvariant() : "";
}
