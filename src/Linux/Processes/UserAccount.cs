namespace BatchAi.Linux;

/// <summary>A user of this machine's own, as <c>/etc/passwd</c> has it.</summary>
/// <param name="Gid">The user's first group.</param>
public sealed record UserAccount(string Name, uint Uid, uint Gid)
{
    /// <summary>The program, of the package util-linux, that starts another with a user's rights.</summary>
    public const string SetPrivileges = "/usr/bin/setpriv";

    /// <summary>
    /// The words that start a command as another user, with none of the caller's rights and no way to others: setuid programs gain nothing.
    /// </summary>
    public static IReadOnlyList<string> WordsToBecome(uint uid, uint gid) =>
        [SetPrivileges, $"--reuid={uid}", $"--regid={gid}", "--init-groups", "--inh-caps=-all", "--no-new-privs", "--"];

    private const string Users = "/etc/passwd";

    /// <summary>Null when the machine has no such user of its own.</summary>
    public static UserAccount? TryFind(string name) =>
    (
        from line in File.ReadLines(Users)
        let fields = line.Split(':')
        where fields.Length == 7 && fields[0] == name
        select new UserAccount(name, uint.Parse(fields[2]), uint.Parse(fields[3]))
    ).FirstOrDefault();
}
