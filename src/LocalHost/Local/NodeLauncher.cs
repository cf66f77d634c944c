using System.Runtime.InteropServices;
using System.Text.Json;
using BatchAi.AzureAdapters;
using BatchAi.Linux;
using BatchAi.State;

namespace BatchAi.LocalHost;

/// <summary>
/// The script that instances run. It stands between them and this program so that an instance made by an older
/// LocalHost, in another place or with other options, starts today's agent.
/// </summary>
public sealed class NodeLauncher(string dataDirectory)
{
    public string Script => Path.Combine(dataDirectory, "start-node");

    /// <summary>File with the API's base URL; the agents read it before every call.</summary>
    public string EndpointFile => Path.Combine(dataDirectory, "endpoint");

    /// <summary>Writes the script for this program and these options.</summary>
    /// <param name="jobUser">Whom jobs run as; null: the user of this program.</param>
    public void Write(LocalVolumes volumes, bool containersOnHost, UserAccount? jobUser = null)
    {
        Dictionary<string, object> agent = new()
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
            agent["jobUser"] = jobUser.Name;
        string configuration = JsonSerializer.Serialize(agent, RowJson.Options);
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
            exec {NodeScript.Quote(DotnetPath)} {NodeScript.Quote(AgentPath)} run --config "$config"

            """;
        AtomicFile.Write(Script, script, LocalServer.Announced, OwnerOnly.DirectoryMode);
    }

    /// <summary>The build copies the agent beside LocalHost.</summary>
    private static string AgentPath => Path.Combine(AppContext.BaseDirectory, "agent", "BatchAi.NodeAgent.dll");

    /// <summary>The dotnet that runs this program: {root}/shared/Microsoft.NETCore.App/{version}/ is where its runtime lies.</summary>
    private static string DotnetPath =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
