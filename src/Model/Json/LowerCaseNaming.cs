using System.Text.Json;

namespace BatchAi.Model;

/// <summary>Enum values are lower-case on the wire (REST contract, section 1).</summary>
public sealed class LowerCaseNaming : JsonNamingPolicy
{
    /// <inheritdoc/>
    public override string ConvertName(string name) => name.ToLowerInvariant();
}
