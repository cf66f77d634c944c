using System.Text.Json.Nodes;

namespace BatchAi.Cli;

/// <summary>
/// Input directories of a job file with a relative path: a file or directory beside the job file, as scripts usually are. A server of
/// this machine sees it; to another one it would mean nothing.
/// </summary>
public static class InputsBesideTheFile
{
    /// <summary>Makes the paths absolute where the server sees our files.</summary>
    /// <param name="properties">Of the job.</param>
    /// <param name="file">The job file, for messages too.</param>
    /// <param name="directory">Where its relative paths begin.</param>
    /// <param name="local">The server is one of this machine.</param>
    /// <returns>Warnings.</returns>
    /// <exception cref="CliException">There is nothing at such a path.</exception>
    public static IReadOnlyList<string> Resolve(JsonObject properties, string file, string directory, bool local)
    {
        List<string> warnings = [];
        foreach (JsonObject input in (properties["inputDirectories"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (input["path"] is not JsonValue value || !value.TryGetValue(out string? path) || !IsRelative(path))
                continue;

            if (!local)
            {
                warnings.Add(
                    $"{file}: input directory {input["id"]} is '{path}' beside the job file, where another machine cannot see it; put it on a "
                    + "share and name it below $AZ_BATCHAI_JOB_MOUNT_ROOT");
                continue;
            }

            string full = Path.GetFullPath(path, directory);
            if (!Path.Exists(full))
                throw new CliException(ExitCodes.NotFound, $"{file}: there is no '{full}' (input directory {input["id"]}).");
            input["path"] = full;
        }
        return warnings;
    }

    private static bool IsRelative(string path) => path.Length > 0 && path[0] is not ('/' or '$');
}
