using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>
/// Where a workspace lives. Equality is by the exact text; use <see cref="Key"/> to compare as Azure Resource Manager
/// does.
/// </summary>
public sealed partial record WorkspaceId(string Subscription, string ResourceGroup, string Name)
{
    /// <summary>Reads a full Azure Resource Manager id, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? armId, [NotNullWhen(true)] out WorkspaceId? id)
    {
        id = ArmPath.TryParse(armId) is { Rest: [] } path ? path.Workspace : null;
        return id is not null;
    }

    /// <summary>
    /// True for what may name a subscription or a resource group: 1 to 90 letters, digits, dots, hyphens, underscores
    /// and parentheses.
    /// </summary>
    public static bool IsGroupName(string text) => GroupName().IsMatch(text);

    /// <summary>Lower-case key, the same for every spelling: <c>subscription|group|name</c>.</summary>
    public string Key => $"{Subscription}|{ResourceGroup}|{Name}".ToLowerInvariant();

    /// <summary>The Azure Resource Manager id.</summary>
    public string ArmId => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.BatchAI/workspaces/{Name}";

    /// <inheritdoc/>
    public override string ToString() => ArmId;

    [GeneratedRegex("^[-A-Za-z0-9._()]{1,90}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupName();
}
