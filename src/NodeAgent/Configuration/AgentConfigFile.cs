using System.Text.Json;

namespace BatchAi.NodeAgent;

/// <summary>Reads and checks the configuration file.</summary>
internal static class AgentConfigFile
{
    /// <summary>Null and one line that says what is wrong, or the configuration.</summary>
    public static AgentConfig? TryRead(string path, out string problem)
    {
        try
        {
            AgentConfig? config = JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.AgentConfig);
            problem = config is null ? $"{path} holds no configuration" : Check(path, config);
            return problem.Length == 0 ? config : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = $"{path} cannot be read: {unreadable.Message}";
            return null;
        }
    }

    private static string Check(string path, AgentConfig config)
    {
        if (config.ClusterUid.Length == 0)
            return $"{path}: clusterUid is empty";
        if (config.StopGraceSeconds is < 0 or > 3600)
            return $"{path}: stopGraceSeconds is {config.StopGraceSeconds}, allowed are 0 to 3600";
        if (config.VolumesDirectory is null == config.Azure is null)
            return $"{path}: it needs either volumesDirectory (one machine) or azure";
        if (config.Azure is { IdentityClientId: "" })
            return $"{path}: azure.identityClientId is empty";
        if (config.Azure is { } cloud && Uri.CheckHostName(cloud.StorageSuffix) != UriHostNameType.Dns)
            return $"{path}: azure.storageSuffix is '{cloud.StorageSuffix}', but must be a domain";

        (string Key, string Value)[] paths =
        [
            ("endpointFile", config.EndpointFile),
            ("sharedDirectory", config.SharedDirectory),
            .. config.VolumesDirectory is { } volumes ? (ReadOnlySpan<(string, string)>)[("volumesDirectory", volumes)] : [],
            .. config.Azure is { } azure
                ? (ReadOnlySpan<(string, string)>)
                    [
                        ("azure.instanceDirectory", azure.InstanceDirectory),
                        ("azure.stateDirectory", azure.StateDirectory),
                        ("azure.runtimeDirectory", azure.RuntimeDirectory),
                    ]
                : [],
            .. config.Volumes.Select(volume => ($"volumes[{volume.Key}]", volume.Value)),
        ];
        (string key, string value) = paths.FirstOrDefault(named => !Path.IsPathRooted(named.Value));
        return key is null ? "" : $"{path}: {key} is '{value}', but must be an absolute path";
    }
}
