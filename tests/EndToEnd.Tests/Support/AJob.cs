using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Properties of jobs that write to the share <see cref="Workspace.Share"/>, which they mount themselves.</summary>
internal static class AJob
{
    /// <summary>The share, as the job sees it.</summary>
    public const string Mount = "$AZ_BATCHAI_JOB_MOUNT_ROOT/" + Workspace.Share;

    public static JsonObject Of(string command, int nodes = 1, string? preparation = null)
    {
        JsonObject properties = new()
        {
            ["nodeCount"] = nodes,
            ["stdOutErrPathPrefix"] = Mount,
            ["outputDirectories"] = new JsonArray(new JsonObject { ["id"] = "MODEL", ["pathPrefix"] = Mount, ["pathSuffix"] = "models" }),
            ["mountVolumes"] = new JsonObject { ["azureFileShares"] = new JsonArray(ACluster.Share(Workspace.Account, Workspace.Share)) },
            ["customToolkitSettings"] = new JsonObject { ["commandLine"] = command },
        };
        if (preparation is not null)
            properties["jobPreparation"] = new JsonObject { ["commandLine"] = preparation };
        return properties;
    }

    /// <summary>
    /// Writes its pid to a file on the share every time it begins, and ends with a code once there is a file
    /// <c>go-NAME</c>.
    /// </summary>
    public static JsonObject Waiting(string name, int exitCode) =>
        Of($"echo $$ >> {Mount}/runs-{name}; until [[ -f {Mount}/go-{name} ]]; do sleep 0.1; done; exit {exitCode}");
}
