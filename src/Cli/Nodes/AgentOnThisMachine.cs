using System.Text.Json;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Finds the agent of a node on this machine, to start a command in what a job on that node starts with.</summary>
internal static class AgentOnThisMachine
{
    /// <param name="server">Whose agent: another server of this user may have given the same address.</param>
    public static EnteredPlace? Find(NodeInformation node, Uri server)
    {
        foreach (ProcessStat process in ProcessTable.Running())
        {
            if (
                node.IpAddress is { } address
                && ProcessTable.VariableOf(process.Pid, NodeEnvironment.Address) == address
                && ProcessTable.CommandLineOf(process.Pid) is [.., "run", "--config", var file]
                && EnteredPlace.EnvironmentOf(process.Pid) is { } variables
                && variables.TryGetValue(NodeEnvironment.Directory, out string? directory)
                && ProcessTable.OwnerOf(process.Pid) is { } own
                && ConfigurationOf(file) is { } configuration
                && IsOf(configuration, server)
                && process.Id.IsAlive)
                return Place(node, directory, variables, JobUserOf(configuration) ?? own);
        }

        return null;
    }

    private static EnteredPlace Place(
        NodeInformation node, string directory, Dictionary<string, string> agent, (uint Uid, uint Gid) user)
    {
        Dictionary<string, string> variables = new(NodeEnvironment.Of(agent, directory))
        {
            ["AZ_BATCHAI_MOUNT_ROOT"] = Path.Combine(directory, "mounts"),
            ["AZ_BATCHAI_NODE_IP"] = node.IpAddress!,
            ["AZ_BATCH_NODE_ID"] = node.NodeId,
        };
        string home = variables["HOME"];
        return new EnteredPlace(variables, Directory.Exists(home) ? home : directory, user);
    }

    private static JsonElement? ConfigurationOf(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool IsOf(JsonElement configuration, Uri server)
    {
        try
        {
            return configuration.TryGetProperty("endpointFile", out JsonElement file)
                && Uri.TryCreate(File.ReadAllText(file.GetString() ?? "").Trim(), UriKind.Absolute, out Uri? endpoint)
                && endpoint.Port == server.Port;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whom jobs run as; null: the agent's own user.</summary>
    private static (uint Uid, uint Gid)? JobUserOf(JsonElement configuration) =>
        configuration.TryGetProperty("jobUser", out JsonElement name)
        && UserAccount.TryFind(name.GetString() ?? "") is { } found
            ? (found.Uid, found.Gid)
            : null;
}
