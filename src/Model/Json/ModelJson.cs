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
[JsonSerializable(typeof(RegisterRequest)), JsonSerializable(typeof(RegisterResponse))]
[JsonSerializable(typeof(SyncRequest)), JsonSerializable(typeof(SyncResponse)), JsonSerializable(typeof(JobLaunch))]
[JsonSerializable(typeof(CloudError))]
[JsonSerializable(typeof(WorkspaceRequest))]
[JsonSerializable(typeof(WireRequest<ClusterProperties>)), JsonSerializable(typeof(WireRequest<FileServerProperties>)), JsonSerializable(typeof(WireRequest<JobProperties>))]
[JsonSerializable(typeof(WireList<WireResource<WorkspaceProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<ClusterProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<FileServerProperties>>))]
[JsonSerializable(typeof(WireList<WireResource<JobProperties>>))]
[JsonSerializable(typeof(WireList<FileItem>)), JsonSerializable(typeof(WireList<RemoteLoginInformation>))]
public sealed partial class ModelJson : JsonSerializerContext;
