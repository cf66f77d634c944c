using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// What the processes of a job see on one node, for whatever is started there from another node. Secrets stay out: whoever starts a
/// process by this file has them already, and brings them along.
/// </summary>
internal static class NodeEnvironmentFile
{
    /// <summary>Each variable ends with a zero byte, which none can hold.</summary>
    /// <param name="mark">As in <see cref="NodeEnvironment.RunMark"/>.</param>
    public static string Of(JobProperties job, IReadOnlyDictionary<string, string> variables, string mark)
    {
        HashSet<string?> secrets = [.. (job.Secrets ?? []).Select(secret => secret.Name)];
        IEnumerable<KeyValuePair<string, string>> told =
        [
            .. variables.Where(variable => !secrets.Contains(variable.Key)),
            new(NodeEnvironment.RunMark, mark),
        ];
        return string.Concat(told.Select(variable => $"{variable.Key}={variable.Value}\0"));
    }
}
