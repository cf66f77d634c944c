using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchAi.Cli;

/// <summary>
/// Reads a JSON object from a file; comments and trailing commas are allowed, and a mistake is reported as
/// file:line:column.
/// </summary>
public static class UserFile
{
    private static readonly JsonDocumentOptions s_options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <exception cref="CliException">There is no such file, or it does not hold a JSON object.</exception>
    public static JsonObject Read(string path)
    {
        if (!File.Exists(path))
            throw new CliException(ExitCodes.NotFound, $"there is no file '{path}'.");

        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>The same from text; <paramref name="name"/> is only for messages.</summary>
    public static JsonObject Parse(string text, string name)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(text, nodeOptions: null, s_options);
            return node as JsonObject ?? throw CliException.Usage($"{name}: expected a JSON object {{ … }}.");
        }
        catch (JsonException mistake)
        {
            string reason = mistake.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            string place = mistake.LineNumber is { } line ? $"{name}:{line + 1}:{(mistake.BytePositionInLine ?? 0) + 1}" : name;
            throw CliException.Usage($"{place}: {reason}");
        }
    }
}
