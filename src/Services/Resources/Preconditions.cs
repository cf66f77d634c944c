using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// What a request demands of the resource before it changes anything (RFC 9110, section 13). Whoever commits the change
/// asks about the row it commits over, so that nothing can come in between.
/// </summary>
/// <param name="Match">Versions of which the resource must have one, or <see cref="Any"/>; null: none is demanded.</param>
/// <param name="NoneMatch">Versions of which it must have none, or <see cref="Any"/>; null: any will do.</param>
public sealed record Preconditions(IReadOnlyList<string>? Match, IReadOnlyList<string>? NoneMatch)
{
    /// <summary>Stands for every version: whether there is a resource at all.</summary>
    public const string Any = "*";

    /// <summary>Demands nothing.</summary>
    public static Preconditions None { get; } = new(null, null);

    public bool AreGiven => Match is not null || NoneMatch is not null;

    /// <param name="row">As it stands, with the settings in force.</param>
    /// <exception cref="ApiException">412 PreconditionFailed.</exception>
    public void Require(ResourceRow row)
    {
        if (!AreGiven)
            return;

        string version = ResourceVersion.Of(row);
        string name = $"{row.Address.Kind.Noun} {row.Address.Name}";
        if (Match is not null && !Has(Match, version))
            throw ApiException.PreconditionFailed(
                "If-Match",
                $"The {name} is not as If-Match says: another request has changed it; read it again and decide again");
        if (NoneMatch is not null && Has(NoneMatch, version))
            throw ApiException.PreconditionFailed(
                "If-None-Match",
                NoneMatch.Contains(Any)
                    ? $"The {name} exists already, and If-None-Match asks for none"
                    : $"The {name} is as If-None-Match says that it must not be");
    }

    /// <summary>For a resource that is not there.</summary>
    /// <exception cref="ApiException">412 PreconditionFailed.</exception>
    public void RequireAbsent(ResourceKind kind, string name)
    {
        if (Match is not null)
            throw ApiException.PreconditionFailed(
                "If-Match",
                $"The {kind.Noun} {name} does not exist, and If-Match asks for one that does");
    }

    private static bool Has(IReadOnlyList<string> versions, string version) => versions.Contains(version) || versions.Contains(Any);
}
