using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Puts the environment of a process together; later layers win.</summary>
internal static class ProcessVariables
{
    /// <param name="known">What the user's variables may refer to.</param>
    /// <param name="secretOf">Value of a secret by its name; secrets are taken as they are, never expanded.</param>
    public static Dictionary<string, string> Of(
        IEnumerable<KeyValuePair<string, string>> start,
        IReadOnlyDictionary<string, string> known,
        IEnumerable<EnvironmentVariable>? variables,
        IEnumerable<EnvironmentVariableWithSecretValue>? secrets,
        Func<string, string?> secretOf,
        string? scratch = null)
    {
        Dictionary<string, string> all = new(start);
        if (scratch is not null)
            all["TMPDIR"] = scratch;
        foreach ((string name, string value) in known)
            all[name] = value;
        foreach (EnvironmentVariable variable in variables ?? [])
            all[variable.Name ?? ""] = Expander.Expand(variable.Value ?? "", known);
        foreach (EnvironmentVariableWithSecretValue secret in secrets ?? [])
            all[secret.Name ?? ""] = secretOf(secret.Name ?? "") ?? "";
        all.Remove("");
        return all;
    }
}
