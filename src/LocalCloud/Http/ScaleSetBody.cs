using System.Text.Json.Nodes;
using static BatchAi.LocalCloud.ArmBody;

namespace BatchAi.LocalCloud;

/// <summary>What the local cloud needs of a scale set's body, checked as Azure checks it.</summary>
internal sealed record ScaleSetBody(string Location, string VmSize, int Capacity, string? CustomData, JsonObject Model)
{
    private const int MaximumCapacity = 1000;

    /// <exception cref="ArmRefusal">Something is missing, malformed or not offered.</exception>
    public static ScaleSetBody Read(string name, JsonObject body, VmSizes sizes)
    {
        CheckName(CloudResourceType.ScaleSets, name);
        string location = ReadLocation(CloudResourceType.ScaleSets, body);
        string size = Text(body, "sku", "name") ?? throw ArmRefusal.Invalid("Required parameter 'sku.name' is missing (null).");
        if (sizes.Find(size) is not { } known)
            throw ArmRefusal.Invalid($"The value '{size}' provided for the VM size is not valid.");

        int capacity = ReadCapacity(body) ?? throw ArmRefusal.Invalid("Required parameter 'sku.capacity' is missing (null).");
        RequireUniform(body);
        string? customData = Text(body, "properties", "virtualMachineProfile", "osProfile", "customData");
        CheckCustomData(customData);
        foreach (string required in (string[])["virtualMachineProfile", "upgradePolicy"])
        {
            if (At(body, "properties", required) is null)
                throw ArmRefusal.Invalid($"Required parameter '{required}' is missing (null).");
        }

        return new ScaleSetBody(location, known.Name, capacity, customData, ModelOf(body));
    }

    /// <summary>Null when the body does not say.</summary>
    public static int? ReadCapacity(JsonObject body)
    {
        if (At(body, "sku", "capacity") is not { } node)
            return null;

        return node is JsonValue value && value.TryGetValue(out int capacity) && capacity is >= 0 and <= MaximumCapacity
            ? capacity
            : throw ArmRefusal.Invalid(
                $"The value '{node.ToJsonString()}' of 'sku.capacity' is not a whole number from 0 to {MaximumCapacity}.");
    }

    /// <summary>The parts that are given back, and only those that a GET on Azure shows.</summary>
    public static JsonObject ModelOf(JsonObject body)
    {
        JsonObject model = Kept(body);
        model.Remove("sku");
        if (At(model, "properties", "virtualMachineProfile", "osProfile") is JsonObject profile)
        {
            profile.Remove("customData");
            profile.Remove("adminPassword");
        }

        return model;
    }

    private static void RequireUniform(JsonObject body)
    {
        if (Text(body, "properties", "orchestrationMode") is { } mode && !mode.Equals("Uniform", StringComparison.OrdinalIgnoreCase))
            throw ArmRefusal.Invalid($"Orchestration mode '{mode}' is not offered by the local cloud; use Uniform.");

        // On Azure it is true unless asked otherwise, and then machines come and vanish again.
        if (At(body, "properties", "overprovision") is not JsonValue flag || !flag.TryGetValue(out bool overprovision) || overprovision)
            throw ArmRefusal.Invalid("The local cloud does not overprovision: 'properties.overprovision' must be false.");
    }
}
