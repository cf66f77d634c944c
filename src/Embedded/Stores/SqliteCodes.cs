namespace BatchAi.Embedded;

/// <summary>SQLite's primary result codes that an operator can do something about (sqlite.org/rescode.html).</summary>
internal static class SqliteCodes
{
    public const int Perm = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Io = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
}
