using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>Which handler answers which path.</summary>
internal sealed class ArmRoutes(ScaleSetApi scaleSets, InstanceApi instances, MachineApi machines, PartApi parts, ResourceLists lists,
    LocationApi locations, Action changed)
{
    public async Task<ArmAnswer> AnswerAsync(ArmRequest request)
    {
        string[] lower = [.. request.Segments.Select(segment => segment.ToLowerInvariant())];
        IReadOnlyList<string> path = request.Segments;
        return (request.Method, lower) switch
        {
            ("GET", ["subscriptions", _, "providers", "microsoft.compute", "skus"]) => locations.Skus(),
            ("GET", ["subscriptions", _, "providers", "microsoft.compute", "locations", _, "usages"]) => locations.Usages(),
            ("GET", ["subscriptions", _, "providers", "microsoft.compute", "locations", _, "vmsizes"]) => locations.Sizes(),
            ("GET", ["subscriptions", _, "providers", _, "locations", _, "operations", var id]) => locations.Operation(id),
            ("GET", ["subscriptions", _, "providers", _, "locations", _, "operations", var id, "result"]) => locations.OperationResult(id),
            ("GET", ["subscriptions", _, "providers", var provider, var type]) when ResourceType.Find(provider, type) is { } listed =>
                lists.List(listed, path[1], group: null, request),
            ("GET", ["subscriptions", _, "resourcegroups", _, "providers", var provider, var type])
                when ResourceType.Find(provider, type) is { } listed =>
                lists.List(listed, path[1], path[3], request),
            (_, ["subscriptions", _, "resourcegroups", _, "providers", var provider, var type, _, .. var rest])
                when ResourceType.Find(provider, type) is { } found =>
                await OneAsync(request, new ResourcePath(path[1], path[3], found, path[7]), rest),
            _ => throw new ArmRefusal(404, "InvalidResourceType", $"The local cloud has nothing at '/{string.Join('/', path)}'."),
        };
    }

    private Task<ArmAnswer> OneAsync(ArmRequest request, ResourcePath path, string[] rest) =>
        path.Type == ResourceType.ScaleSets ? ScaleSetAsync(request, path, rest)
        : path.Type == ResourceType.Machines ? MachineAsync(request, path, rest)
        : PartAsync(request, path, rest);

    private async Task<ArmAnswer> ScaleSetAsync(ArmRequest request, ResourcePath path, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => scaleSets.Get(path),
        ("PUT", []) => scaleSets.Put(path, await request.ReadBodyAsync(), request.IfMatch, request.IfNoneMatch),
        ("PATCH", []) => scaleSets.Patch(path, await request.ReadBodyAsync(), request.IfMatch),
        ("DELETE", []) => scaleSets.Delete(path, request.IfMatch),
        ("POST", ["delete"]) => scaleSets.DeleteInstances(path, InstanceIds(await request.ReadBodyAsync())),
        ("GET", ["virtualmachines"]) => instances.List(path, request),
        ("GET", ["virtualmachines", var id]) => instances.Get(path, id),
        ("DELETE", ["virtualmachines", var id]) => scaleSets.DeleteInstances(path, [id]),
        ("POST", ["virtualmachines", var id, "simulateeviction"]) => instances.Evict(path, id, changed),
        ("POST", ["virtualmachines", var id, "proveidentity"]) => instances.ProveIdentity(path, id, ProofIn(await request.ReadBodyAsync())),
        _ => throw NotOffered(request, path, rest),
    };

    private async Task<ArmAnswer> MachineAsync(ArmRequest request, ResourcePath path, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => machines.Get(path, request),
        ("PUT", []) => machines.Put(path, await request.ReadBodyAsync(), request),
        ("DELETE", []) => machines.Delete(path, request),
        ("GET", ["instanceview"]) => machines.InstanceView(path),
        ("POST", ["proveidentity"]) => machines.ProveIdentity(path, ProofIn(await request.ReadBodyAsync())),
        _ => throw NotOffered(request, path, rest),
    };

    private async Task<ArmAnswer> PartAsync(ArmRequest request, ResourcePath path, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => parts.Get(path),
        ("PUT", []) => parts.Put(path, await request.ReadBodyAsync(), request),
        ("DELETE", []) => parts.Delete(path, request),
        _ => throw NotOffered(request, path, rest),
    };

    private static ArmRefusal NotOffered(ArmRequest request, ResourcePath path, string[] rest) =>
        new(405, "MethodNotAllowed", $"The local cloud does not offer {request.Method} of '{path.Id}/{string.Join('/', rest)}'.");

    private static string ProofIn(JsonObject body) =>
        body["proof"] is JsonValue value && value.TryGetValue(out string? proof)
            ? proof
            : throw ArmRefusal.Invalid("Required parameter 'proof' is missing or is not a string.");

    private static IReadOnlyList<string> InstanceIds(JsonObject body) =>
        body["instanceIds"] is JsonArray { Count: > 0 } ids && ids.All(id => id is JsonValue value && value.TryGetValue(out string? _))
            ? [.. ids.Select(id => id!.GetValue<string>()).Distinct()]
            : throw ArmRefusal.Invalid("Required parameter 'instanceIds' is missing or is not a list of strings.");
}
