namespace BatchAi.Linux;

/// <summary>Works on files as another user, or for one; the caller is root.</summary>
public static class FileSystemUser
{
    /// <summary>
    /// Does something on files with another user's rights: where that user can write, a link must not lead the caller to a file of root.
    /// Only what is done on the calling thread; the result must not be a task.
    /// </summary>
    public static T Act<T>(uint user, uint group, Func<T> act)
    {
        Become(user, group);
        try
        {
            return act();
        }
        finally
        {
            Become(0, 0);
        }
    }

    /// <summary>Makes a user the owner of a file or directory; of a link, of the link itself.</summary>
    /// <exception cref="IOException">The caller may not.</exception>
    public static void Give(string path, uint user, uint group)
    {
        if (Libc.LChown(path, user, group) != 0)
            throw new IOException($"{path} cannot be given to user {user}: {Errno.Text(Errno.Last)}");
    }

    /// <summary>The calls say only what was before, so whether they worked is asked with an id that nobody has.</summary>
    private static void Become(uint user, uint group)
    {
        _ = Libc.SetFileSystemGroup(group);
        _ = Libc.SetFileSystemUser(user);
        if (Libc.SetFileSystemUser(uint.MaxValue) != user || Libc.SetFileSystemGroup(uint.MaxValue) != group)
            throw new InvalidOperationException($"This program may not act as user {user}: it has to be root for that");
    }
}
