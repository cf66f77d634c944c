using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>Environment variables and secrets: names a shell can carry, each given once over both lists.</summary>
internal static partial class VariableRules
{
    public static void Check(
        Place at,
        IReadOnlyList<EnvironmentVariable>? variables,
        IReadOnlyList<EnvironmentVariableWithSecretValue>? secrets)
    {
        HashSet<string> seen = [];
        foreach ((int index, EnvironmentVariable? variable) in (variables ?? []).Index())
        {
            Place here = at["environmentVariables"][index];
            if (!here.Has(variable))
                continue;
            CheckName(here["name"], variable.Name, seen);
            if (here["value"].Has(variable.Value) && here["value"].OptionalText(variable.Value))
                CheckLength(here["value"], variable.Name, variable.Value);
        }

        foreach ((int index, EnvironmentVariableWithSecretValue? secret) in (secrets ?? []).Index())
        {
            Place here = at["secrets"][index];
            if (!here.Has(secret))
                continue;
            CheckName(here["name"], secret.Name, seen);
            SecretRules.Check(here, "value", secret.Value, "valueSecretReference", secret.ValueSecretReference);
            if (secret.Value is { } value)
                CheckLength(here["value"], secret.Name, value);
        }
    }

    private static void CheckLength(Place at, string? name, string value)
    {
        if (ArgumentLimit.ProblemOfVariable(name ?? "", value) is { } problem)
            at.Refuse(problem);
    }

    private static void CheckName(Place at, string? name, HashSet<string> seen)
    {
        if (!at.HasText(name))
            return;
        if (!Allowed().IsMatch(name))
            at.Refuse("must be letters, digits and underscores and not begin with a digit");
        else if (!seen.Add(name))
            at.Refuse($"must be given once; {name} is there twice");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
