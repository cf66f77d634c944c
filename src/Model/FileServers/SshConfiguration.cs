using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Who may reach the file server by ssh.</summary>
public sealed record SshConfiguration
{
    /// <summary>At most 400 ranges; everyone when absent.</summary>
    [JsonPropertyName("publicIPsToAllow")]
    public IReadOnlyList<string>? PublicIPsToAllow { get; init; }

    public UserAccountSettings? UserAccountSettings { get; init; }
}
