using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Activities;

/// <summary>The VM sizes that can be had.</summary>
public interface INodeSizes
{
    /// <summary>The size to use for an asked one, after retired names were mapped; false when there is none, and then <paramref name="why"/> says what is allowed.</summary>
    bool TryResolve(string asked, [NotNullWhen(true)] out NodeSize? size, [NotNullWhen(false)] out string? why);
}
