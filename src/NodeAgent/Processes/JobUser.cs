using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// The user that jobs run as: not root, so that a job can neither reach the machine's metadata service nor break the
/// node.
/// </summary>
internal sealed record JobUser(string Name, uint Uid, uint Gid)
{
    private const string Users = "/etc/passwd";
    private const string SetPrivileges = "/usr/bin/setpriv";

    /// <summary>Null when the machine has no such user of its own.</summary>
    public static JobUser? TryFind(string name) =>
    (
        from line in File.ReadLines(Users)
        let fields = line.Split(':')
        where fields.Length == 7 && fields[0] == name
        select new JobUser(name, uint.Parse(fields[2]), uint.Parse(fields[3]))
    ).FirstOrDefault();

    /// <summary>The words that start a command as this user, with none of the agent's rights.</summary>
    public IReadOnlyList<string> Prefix => [SetPrivileges, $"--reuid={Uid}", $"--regid={Gid}", "--init-groups", "--inh-caps=-all", "--"];

    /// <summary>Makes the user the owner of a directory whose parents belong to the agent.</summary>
    public void Own(string directory) => FileSystemUser.Give(directory, Uid, Gid);

    /// <summary>
    /// Does something on files with this user's rights: where jobs can write, a link of theirs must not lead the agent
    /// to a file of root. Only what is done on the calling thread; the result must not be a task.
    /// </summary>
    public static T Act<T>(JobUser? user, Func<T> act) => user is null ? act() : FileSystemUser.Act(user.Uid, user.Gid, act);
}
