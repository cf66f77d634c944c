using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>The only serializer of the wire, towards clients and agents: camel case, absent instead of null, enums in lower case.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(RegisterRequest)), JsonSerializable(typeof(RegisterResponse)), JsonSerializable(typeof(NodeProof))]
[JsonSerializable(typeof(SyncRequest)), JsonSerializable(typeof(SyncResponse)), JsonSerializable(typeof(JobLaunch))]
[JsonSerializable(typeof(CloudError))]
[JsonSerializable(typeof(WorkspaceRequest))]
[
    JsonSerializable(typeof(WireRequest<ClusterProperties>)),
    JsonSerializable(typeof(WireRequest<FileServerProperties>)),
    JsonSerializable(typeof(WireRequest<JobProperties>))
]
[JsonSerializable(typeof(WireList<WireResource<WorkspaceProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<ClusterProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<FileServerProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<JobProperties>>))]
[
    JsonSerializable(typeof(WireList<FileItem>)),
    JsonSerializable(typeof(WireList<RemoteLoginInformation>)),
    JsonSerializable(typeof(WireList<NodeInformation>))
]
[JsonSerializable(typeof(ClusterLedger)), JsonSerializable(typeof(WireList<JournalEntry>))]
[JsonSerializable(typeof(WireList<OperationDescription>)), JsonSerializable(typeof(WireList<Usage>))]
[JsonSerializable(typeof(OperationResult)), JsonSerializable(typeof(JobExplanation))]
[JsonSerializable(typeof(JobMessage)), JsonSerializable(typeof(JobEvent)), JsonSerializable(typeof(WireList<RefusedJobMessage>))]
public sealed partial class ModelJson : JsonSerializerContext
{
    // Lazy: static parts of a partial class have no order, and Default must be there first.
    private static readonly Lazy<ModelJson> s_wire = new(MakeWire);

    /// <summary>For what is sent: text as it is, not escaped as if it were to stand in a web page.</summary>
    public static ModelJson Wire => s_wire.Value;

    private static ModelJson MakeWire() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
