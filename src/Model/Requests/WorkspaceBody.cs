using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>Checks the bodies of a workspace's PUT and PATCH.</summary>
public static partial class WorkspaceBody
{
    /// <exception cref="ApiException">400: names every property that is wrong.</exception>
    public static WorkspaceRequest Accept(WorkspaceRequest body)
    {
        Problems problems = new();
        Place location = new(problems, "location");
        if (location.HasText(body.Location) && !Location().IsMatch(body.Location))
            location.Refuse("must be the name of a location, such as eastus");
        CheckTags(new Place(problems, "tags"), body.Tags);
        problems.ThrowIfAny();
        return body;
    }

    /// <summary>The new tags, which replace the old ones; null when the body has none and nothing changes.</summary>
    /// <exception cref="ApiException">400: names every tag that is wrong.</exception>
    public static IReadOnlyDictionary<string, string>? AcceptUpdate(WorkspaceRequest body)
    {
        Problems problems = new();
        CheckTags(new Place(problems, "tags"), body.Tags);
        problems.ThrowIfAny();
        return body.Tags;
    }

    private static void CheckTags(Place at, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return;
        if (tags.Count > Limits.MostTags)
            at.Refuse($"must have at most {Limits.MostTags} entries; it has {tags.Count}");

        foreach ((string name, string? value) in tags)
        {
            if (name.Length is 0 or > Limits.LongestTagName)
                at.Refuse($"must have names of 1 to {Limits.LongestTagName} characters");
            if (at[name].Has(value) && value.Length > Limits.LongestTagValue)
                at[name].Refuse($"must have at most {Limits.LongestTagValue} characters");
        }
    }

    [GeneratedRegex("^[-A-Za-z0-9._ ]{1,64}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Location();
}
