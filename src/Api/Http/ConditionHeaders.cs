using BatchAi.Model;
using BatchAi.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BatchAi.Api;

/// <summary>
/// The headers If-Match and If-None-Match, and the tags they are about. A tag is <c>"0xVERSION-VIEW"</c>: the version is
/// what clients wrote, the view what this answer showed of it. A change is held against the version alone, so that nodes
/// that come and go do not keep a client from it; a reader's copy is held against both, so that it sees them come and go.
/// </summary>
internal sealed class ConditionHeaders
{
    private const string IfMatch = "If-Match";
    private const string IfNoneMatch = "If-None-Match";
    private const char BeforeView = '-';

    private readonly IList<EntityTagHeaderValue>? _noneMatch;

    private ConditionHeaders(IList<EntityTagHeaderValue>? match, IList<EntityTagHeaderValue>? noneMatch)
    {
        _noneMatch = noneMatch;

        // If-Match compares strongly: a weak tag never matches. If-None-Match compares weakly: a weak tag is as good.
        ForChange = new Preconditions(
            match is null ? null : [.. match.Where(tag => !tag.IsWeak).Select(Version)],
            noneMatch is null ? null : [.. noneMatch.Select(Version)]);
        ForRead = ForChange with { NoneMatch = null };
    }

    /// <summary>For PUT, PATCH and DELETE.</summary>
    public Preconditions ForChange { get; }

    /// <summary>For GET, which answers an If-None-Match that does not hold with 304: <see cref="IsKnown"/>.</summary>
    public Preconditions ForRead { get; }

    /// <exception cref="ApiException">400 that names the header: it is not a list of entity tags, nor <c>*</c>.</exception>
    public static ConditionHeaders Of(HttpRequest request) =>
        new(Read(IfMatch, request.Headers.IfMatch), Read(IfNoneMatch, request.Headers.IfNoneMatch));

    /// <summary>The tag of an answer.</summary>
    public static string Tag(string version, string view) => $"\"0x{version}{BeforeView}{view}\"";

    /// <summary>Whether the reader has this answer already.</summary>
    public bool IsKnown(string tag) =>
        _noneMatch is not null && _noneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag.Equals(tag));

    private static IList<EntityTagHeaderValue>? Read(string header, StringValues values)
    {
        if (values.Count == 0)
            return null;

        return EntityTagHeaderValue.TryParseStrictList([.. values.Select(value => value ?? "")], out IList<EntityTagHeaderValue>? tags)
            && (tags.Count == 1 || !tags.Contains(EntityTagHeaderValue.Any))
                ? tags
                : throw ApiException.Invalid(header, $"{header} must be * or a list of entity tags in quotes, for example \"0x1F-2E\".");
    }

    private static string Version(EntityTagHeaderValue tag)
    {
        if (tag.Equals(EntityTagHeaderValue.Any))
            return Preconditions.Any;

        ReadOnlySpan<char> text = tag.Tag.AsSpan().Trim('"');
        int end = text.IndexOf(BeforeView);
        return (text.StartsWith("0x", StringComparison.Ordinal) ? text[2..(end < 2 ? text.Length : end)] : text).ToString();
    }
}
