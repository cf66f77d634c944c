using System.Text.Json.Serialization;

namespace BatchAi.Linux.Tests;

[JsonSerializable(typeof(TextInJson))]
internal sealed partial class TestJson : JsonSerializerContext;
