using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchAi.NodeAgent;

/// <summary>The agent's own files; the wire has ModelJson.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[
    JsonSerializable(typeof(AgentConfig)),
    JsonSerializable(typeof(BootRecord)),
    JsonSerializable(typeof(SetupRecord)),
    JsonSerializable(typeof(JobRecord))
]
[
    JsonSerializable(typeof(RunSpec)),
    JsonSerializable(typeof(RunIntent)),
    JsonSerializable(typeof(RunnerIdentity)),
    JsonSerializable(typeof(RunResult))
]
internal sealed partial class AgentJson : JsonSerializerContext;
