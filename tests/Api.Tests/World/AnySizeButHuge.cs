using System.Diagnostics.CodeAnalysis;
using BatchAi.Activities;

namespace BatchAi.Api.Tests;

/// <summary>Every VM size but one can be had.</summary>
internal sealed class AnySizeButHuge : INodeSizes
{
    public bool TryResolve(string asked, [NotNullWhen(true)] out NodeSize? size, [NotNullWhen(false)] out string? why)
    {
        bool huge = asked == "HUGE";
        (size, why) = huge ? (null, "properties.vmSize HUGE cannot be had; use STANDARD_D1") : (new NodeSize(asked, 1, 0, "D"), (string?)null);
        return !huge;
    }
}
