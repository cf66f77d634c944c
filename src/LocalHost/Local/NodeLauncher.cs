using System.Text.Json;
using BatchAi.AzureAdapters;
using BatchAi.Linux;
using BatchAi.State;

namespace BatchAi.LocalHost;

/// <summary>
/// The script that instances run. It stands between them and this program so that an instance made by an older
/// LocalHost, in another place or with other options, starts today's agent.
/// </summary>
/// <param name="agent">What the script becomes.</param>
public sealed class NodeLauncher(string dataDirectory, AgentBuild agent)
{
    public AgentBuild Agent => agent;

    public string Script => Path.Combine(dataDirectory, "start-node");

    /// <summary>File with the API's base URL; the agents read it before every call.</summary>
    public string EndpointFile => Path.Combine(dataDirectory, "endpoint");

    /// <summary>Writes the script for this program and these options.</summary>
    /// <param name="jobUser">Whom jobs run as; null: the user of this program.</param>
    public void Write(LocalVolumes volumes, bool containersOnHost, UserAccount? jobUser = null)
    {
        Dictionary<string, object> settings = new()
        {
            ["clusterUid"] = "CLUSTER_UID",
            ["endpointFile"] = EndpointFile,
            ["volumesDirectory"] = volumes.Root,
            ["sharedDirectory"] = Path.Combine(dataDirectory, "shared"),
            ["volumes"] = volumes.Mappings.ToDictionary(
                mapping => mapping.Key,
                mapping => mapping.Directory + (mapping.ReadOnly ? ":ro" : "")),
            ["containers"] = containersOnHost ? "host" : "refuse",
        };
        if (jobUser is not null)
            settings["jobUser"] = jobUser.Name;
        string configuration = JsonSerializer.Serialize(settings, RowJson.Options);
        string script = $"""
            #!/bin/sh
            # Written by LocalHost at every start: makes the agent's configuration and becomes the agent.
            umask 077
            config="$BATCHAI_INSTANCE_DIR/agent.json"
            sed "s/CLUSTER_UID/$1/" > "$config.new" <<'CONFIGURATION'
            {configuration}
            CONFIGURATION
            mv "$config.new" "$config"
            {(jobUser is null ? "" : JobUserRights.ScriptForNodes(dataDirectory, jobUser))}
            exec {string.Join(' ', agent.Words.Select(NodeScript.Quote))} run --config "$config"

            """;
        AtomicFile.Write(Script, script, LocalServer.Announced, OwnerOnly.DirectoryMode);
    }
}
