using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>The serializer of everything the local cloud keeps.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScaleSet))]
[JsonSerializable(typeof(Machine))]
[JsonSerializable(typeof(Part))]
[JsonSerializable(typeof(Operation))]
[JsonSerializable(typeof(NetworkRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
