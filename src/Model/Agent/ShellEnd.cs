using System.Buffers;
using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>
/// Where the other nodes of an attempt reach a node by ssh. Both what it shows as a server and what it is let in by as a client is one
/// key, made for this attempt; only the public half is here.
/// </summary>
/// <param name="Port">0 when the node could start no ssh server.</param>
/// <param name="Key">As in a line of <c>authorized_keys</c>: type and key, without options and comment. Empty without a server.</param>
public sealed record ShellEnd(int Port, string Key)
{
    /// <summary>The node has no ssh server.</summary>
    public static ShellEnd None { get; } = new(0, "");

    /// <summary>
    /// Whether others may write it into their files of ssh: a node that is not what it should be could otherwise add lines and options.
    /// </summary>
    [JsonIgnore]
    public bool IsUsable => Port is > 0 and <= 65535
        && Key.StartsWith(Type, StringComparison.Ordinal)
        && Key.AsSpan(Type.Length).ContainsAny(s_base64)
        && !Key.AsSpan(Type.Length).ContainsAnyExcept(s_base64);

    private const string Type = "ssh-ed25519 ";

    private static readonly SearchValues<char> s_base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
}
