using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchAi.Model;

/// <summary>Reads a request body; what cannot be read is refused with the property that is wrong and what is allowed there.</summary>
public static class BodyReader
{
    /// <exception cref="ApiException">400: not JSON, nested too deep, a property given twice, or a value of the wrong type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw Refuse("The body must be a JSON object; it is null.");
        }
        // The reader's own exceptions (syntax, depth) come wrapped in another JsonException; those about a value do not.
        catch (JsonException unreadable) when (unreadable.InnerException is JsonException)
        {
            throw Refuse(
                $"The body is not JSON that can be read: line {unreadable.LineNumber + 1}, byte "
                + $"{unreadable.BytePositionInLine + 1}: {FirstSentence(unreadable.InnerException.Message)}"
            );
        }
        catch (JsonException wrong)
        {
            string path = JsonPath.Trim(wrong.Path);
            string target = path.Length == 0 ? "body" : path;
            throw ApiException.Invalid(target, $"{target} {Describe(wrong, type, path)}.");
        }
    }

    private static string Describe(JsonException wrong, JsonTypeInfo type, string path)
    {
        // Our converters say what they allow; the serializer's own messages name .NET types, which are nobody's business.
        if (wrong.Message.StartsWith("must ", StringComparison.Ordinal))
            return wrong.Message;
        if (wrong.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return "holds a property twice";

        const string missing = "including: ";
        int at = wrong.Message.IndexOf(missing, StringComparison.Ordinal);
        return at < 0 ? $"must be {JsonPath.Expected(type, path)}" : $"lacks {wrong.Message[(at + missing.Length)..].TrimEnd('.')}";
    }

    private static string FirstSentence(string message) => message.Split(". ")[0].TrimEnd('.') + ".";

    private static ApiException Refuse(string message) =>
        new(
            400,
            new CloudErrorBody
            {
                Code = "InvalidRequestContent",
                Message = message,
                Target = "body",
            }
        );
}
