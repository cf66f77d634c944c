namespace BatchAi.State;

/// <summary>Ids of resources that tell one from a later one of the same name.</summary>
public static class Uids
{
    /// <summary>32 lower-case hex digits that sort by time.</summary>
    public static string New(TimeProvider clock) => NewGuid(clock).ToString("N");

    /// <summary>A UUID of version 7: from the clock where it is an <see cref="IIdSource"/>, else drawn by the platform.</summary>
    public static Guid NewGuid(TimeProvider clock) => clock is IIdSource ids ? ids.NewId() : Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>Whether a text that somebody sent can be one; a store refuses to look for some of those that cannot.</summary>
    public static bool IsUid(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>With hyphens, as it stands in output paths.</summary>
    public static string Hyphenated(string uid) => Guid.ParseExact(uid, "N").ToString("D");
}
