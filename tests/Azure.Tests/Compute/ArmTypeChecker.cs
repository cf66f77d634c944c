using System.Text.Json;
using Azure.Bicep.Types;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;
using Azure.Bicep.Types.Index;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Holds request bodies against the types Azure publishes for a resource at an API version.</summary>
internal static class ArmTypeChecker
{
    private static readonly AzTypeLoader s_loader = new();
    private static readonly TypeIndex s_index = s_loader.LoadTypeIndex();

    /// <summary>What is wrong with a body, one line each; empty when it fits.</summary>
    /// <param name="resource">For example <c>Microsoft.Compute/virtualMachineScaleSets@2024-07-01</c>.</param>
    /// <param name="partial">A PATCH: what is not there stays as it is, so nothing is required.</param>
    public static IReadOnlyList<string> Check(string resource, string body, bool partial)
    {
        CrossFileTypeReference reference = s_index
            .Resources.Single(entry => entry.Key.Equals(resource, StringComparison.OrdinalIgnoreCase))
            .Value;
        using JsonDocument document = JsonDocument.Parse(body);
        List<string> faults = [];
        Check(s_loader.LoadResourceType(reference).Body.Type, document.RootElement, "$", partial, faults);

        // Name, type and version of the resource stand in its address.
        return [.. faults.Where(fault => fault is not ("$.name is required" or "$.type is required" or "$.apiVersion is required"))];
    }

    private static void Check(TypeBase type, JsonElement value, string path, bool partial, List<string> faults)
    {
        switch (type)
        {
            case ObjectType expected when Is(value, JsonValueKind.Object, path, faults):
                CheckObject(expected, value, path, partial, faults);
                break;
            case ArrayType expected when Is(value, JsonValueKind.Array, path, faults):
                foreach ((int index, JsonElement item) in value.EnumerateArray().Index())
                    Check(expected.ItemType.Type, item, $"{path}[{index}]", partial, faults);
                break;
            case UnionType expected when !expected.Elements.Any(element => Fits(element.Type, value)):
                faults.Add(
                    $"{path} is {value.GetRawText()}, not one of "
                        + $"{string.Join(", ", expected.Elements.Select(element => (element.Type as StringLiteralType)?.Value ?? element.Type.GetType().Name))}"
                );
                break;
            case StringLiteralType or StringType or IntegerType or BooleanType or BuiltInType when !Fits(type, value):
                faults.Add($"{path} is {value.GetRawText()}, which is not a {type.GetType().Name}");
                break;
        }
    }

    private static void CheckObject(ObjectType expected, JsonElement value, string path, bool partial, List<string> faults)
    {
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string at = $"{path}.{property.Name}";
            if (!expected.Properties.TryGetValue(property.Name, out ObjectTypeProperty? known))
            {
                if (expected.AdditionalProperties is null)
                    faults.Add($"{at} is not a property of {expected.Name}");
                else
                    Check(expected.AdditionalProperties.Type, property.Value, at, partial, faults);
            }
            else if (known.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly))
            {
                faults.Add($"{at} is read-only");
            }
            else
            {
                Check(known.Type.Type, property.Value, at, partial, faults);
            }
        }

        foreach ((string name, ObjectTypeProperty property) in expected.Properties)
        {
            if (!partial && property.Flags.HasFlag(ObjectTypePropertyFlags.Required) && !value.TryGetProperty(name, out _))
                faults.Add($"{path}.{name} is required");
        }
    }

    private static bool Fits(TypeBase type, JsonElement value) => type switch
    {
        StringLiteralType literal => value.ValueKind == JsonValueKind.String && value.GetString() == literal.Value,
        StringType => value.ValueKind == JsonValueKind.String,
        IntegerType => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        BooleanType => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        NullType => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static bool Is(JsonElement value, JsonValueKind kind, string path, List<string> faults)
    {
        if (value.ValueKind == kind)
            return true;

        faults.Add($"{path} is {value.ValueKind}, not {kind}");
        return false;
    }
}
