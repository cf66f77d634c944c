using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BatchAi.Model;
using BatchAi.State;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>
/// Answers one page of a list, reading and sending it in small parts: a page may hold a thousand documents of half a
/// megabyte.
/// </summary>
internal static class ListAnswer
{
    private const int Part = 100;
    private const int MostResults = 1000;
    private const int LongestToken = 1000;

    /// <summary>Of a list that is kept in the store: with what goes before it there, a key of a store holds no more.</summary>
    private const int LongestStoredToken = StoreKeys.MaxLength - 112;

    /// <param name="read">Reads at most so many rows after a token, which is the end of a row's key.</param>
    /// <param name="shape">Makes of some rows what is shown, in the same order.</param>
    public static Task WriteAsync<TRow, TItem>(
        ApiCall call,
        Func<string?, int, Task<Page<TRow>>> read,
        Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TItem>>> shape,
        JsonTypeInfo<TItem> type) =>
        WriteAsync(
            call,
            TokenOf(call, token => token.Length <= LongestStoredToken && StoreKeys.Fault(token) is null),
            Part,
            read,
            shape,
            type);

    private static async Task WriteAsync<TRow, TItem>(
        ApiCall call,
        string? token,
        int part,
        Func<string?, int, Task<Page<TRow>>> read,
        Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TItem>>> shape,
        JsonTypeInfo<TItem> type)
    {
        int left = call.Number("maxresults", 1, MostResults, MostResults);
        Page<TRow> page = await read(token, Math.Min(part, left));
        IReadOnlyList<TItem> items = await shape(page.Items);

        // Only now: until the first part is there, whatever goes wrong can still be answered as an error.
        HttpResponse response = call.Context.Response;
        response.ContentType = JsonAnswers.ContentType;
        await using Utf8JsonWriter writer = new(response.BodyWriter, new JsonWriterOptions { Encoder = type.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteStartArray("value");
        while (true)
        {
            foreach (TItem item in items)
                JsonSerializer.Serialize(writer, item, type);
            await writer.FlushAsync(call.Cancellation);
            await response.BodyWriter.FlushAsync(call.Cancellation);

            left -= page.Items.Count;
            if (page.Next is null || left <= 0)
                break;
            page = await read(page.Next, Math.Min(part, left));
            items = await shape(page.Items);
        }

        writer.WriteEndArray();
        if (page.Next is not null)
            writer.WriteString("nextLink", call.Links.Next(page.Next));
        writer.WriteEndObject();
        await writer.FlushAsync(call.Cancellation);
    }

    /// <summary>A page that its source makes in one go, with names of its own to go on after.</summary>
    /// <param name="read">Reads at most so many items after a token.</param>
    public static Task WriteAsync<TItem>(ApiCall call, Func<string?, int, Task<Page<TItem>>> read, JsonTypeInfo<TItem> type) =>
        WriteAsync(call, TokenOf(call, IsText), MostResults, read, Task.FromResult, type);

    /// <summary>One page of a list that is in memory, in the order of its keys.</summary>
    /// <param name="keyOf">Names an item within the list.</param>
    public static Task WriteAsync<TItem>(ApiCall call, IReadOnlyList<TItem> all, Func<TItem, string> keyOf, JsonTypeInfo<TItem> type) =>
        WriteAsync(
            call,
            TokenOf(call, IsText),
            Part,
            (after, take) =>
            {
                TItem[] rest =
                [
                    .. all.OrderBy(keyOf, StringComparer.Ordinal)
                        .SkipWhile(item => after is not null && string.CompareOrdinal(keyOf(item), after) <= 0)
                        .Take(take + 1),
                ];
                return Task.FromResult(
                    new Page<TItem>(rest[..Math.Min(take, rest.Length)], rest.Length > take ? keyOf(rest[take - 1]) : null));
            },
            Task.FromResult,
            type);

    private static bool IsText(string token) => token.Length <= LongestToken && !token.Any(char.IsControl);

    private static string? TokenOf(ApiCall call, Func<string, bool> mayBeOurs)
    {
        string? token = call.Query(Links.SkipToken);
        return token is null || mayBeOurs(token)
            ? token
            : throw ApiException.Invalid(Links.SkipToken, $"{Links.SkipToken} must come from a nextLink.");
    }
}
