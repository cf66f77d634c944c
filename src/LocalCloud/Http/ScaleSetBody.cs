using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.LocalCloud;

/// <summary>What the local cloud needs of a scale set's body, checked as Azure checks it.</summary>
internal sealed partial record ScaleSetBody(string Location, string VmSize, int Capacity, string? CustomData, JsonObject Model)
{
    private const int MaximumCapacity = 1000;
    private const int MaximumCustomDataBytes = 65_535;

    /// <exception cref="ArmRefusal">Something is missing, malformed or not offered.</exception>
    public static ScaleSetBody Read(string name, JsonObject body, VmSizes sizes)
    {
        if (!Names().IsMatch(name))
            throw ArmRefusal.Invalid($"Scale set name '{name}' is not valid: up to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit.");

        string location = Text(body, "location") ?? throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
        location = location.Replace(" ", "").ToLowerInvariant();
        if (!Locations().IsMatch(location))
            throw new ArmRefusal(400, "LocationNotAvailableForResourceType", $"The provided location '{location}' is not available for resource type 'Microsoft.Compute/virtualMachineScaleSets'.");

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
            : throw ArmRefusal.Invalid($"The value '{node.ToJsonString()}' of 'sku.capacity' is not a whole number from 0 to {MaximumCapacity}.");
    }

    /// <summary>The parts that are given back, and only those that a GET on Azure shows.</summary>
    public static JsonObject ModelOf(JsonObject body)
    {
        JsonObject model = [];
        foreach (string kept in (string[])["properties", "tags", "identity", "zones", "plan"])
        {
            if (body[kept] is { } part)
                model[kept] = part.DeepClone();
        }

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

    private static void CheckCustomData(string? customData)
    {
        if (customData is null)
            return;

        Span<byte> decoded = new byte[customData.Length];
        if (!Convert.TryFromBase64String(customData, decoded, out int length))
            throw ArmRefusal.Invalid("Custom data in OSProfile must be in Base64 encoding.");
        if (length > MaximumCustomDataBytes)
            throw ArmRefusal.Invalid($"Custom data in OSProfile must be at most {MaximumCustomDataBytes} bytes long.");
    }

    private static string? Text(JsonObject body, params ReadOnlySpan<string> path) =>
        At(body, path) is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static JsonNode? At(JsonObject body, params ReadOnlySpan<string> path)
    {
        JsonNode? node = body;
        foreach (string name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Locations();
}
