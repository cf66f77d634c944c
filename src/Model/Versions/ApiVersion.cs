using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>
/// The api-versions that are served. The old one answers exactly as the old service did; new abilities appear only
/// under the new one.
/// </summary>
public readonly record struct ApiVersion
{
    private ApiVersion(string text) => Text = text;

    /// <summary>As the old service had it.</summary>
    public static ApiVersion Classic { get; } = new("2018-05-01");

    /// <summary>With our extras.</summary>
    public static ApiVersion Extended { get; } = new("2026-11-01");

    /// <summary>As it stands in the query.</summary>
    public string Text { get; }

    /// <summary>True when properties and sub-resources beyond the old service are shown and accepted.</summary>
    public bool HasExtras => this == Extended;

    /// <summary>All of them, for messages.</summary>
    public static string Supported => $"{Classic.Text}, {Extended.Text}";

    public static bool TryParse([NotNullWhen(true)] string? text, out ApiVersion version)
    {
        version = text == Extended.Text ? Extended : Classic;
        return text == version.Text;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
