using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// The user that jobs run as: not root, so that a job can neither reach the machine's metadata service nor break the
/// node.
/// </summary>
internal sealed record JobUser(string Name, uint Uid, uint Gid)
{
    /// <summary>Null when the machine has no such user of its own.</summary>
    public static JobUser? TryFind(string name) =>
        UserAccount.TryFind(name) is { } found ? new JobUser(found.Name, found.Uid, found.Gid) : null;

    /// <summary>
    /// The words that start a command as this user, with none of the agent's rights and no way to others: setuid programs gain nothing.
    /// </summary>
    public IReadOnlyList<string> Prefix => UserAccount.WordsToBecome(Uid, Gid);

    /// <summary>Makes the user the owner of a directory whose parents belong to the agent.</summary>
    public void Own(string directory) => FileSystemUser.Give(directory, Uid, Gid);

    /// <summary>
    /// Does something on files with this user's rights: where jobs can write, a link of theirs must not lead the agent
    /// to a file of root. Only what is done on the calling thread; the result must not be a task.
    /// </summary>
    public static T Act<T>(JobUser? user, Func<T> act) => user is null ? act() : FileSystemUser.Act(user.Uid, user.Gid, act);
}
