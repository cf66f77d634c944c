using System.Text;

namespace BatchAi.Linux;

/// <summary>A removal on its way: what <see cref="TreeRemoval"/> promises, one step at a time.</summary>
internal sealed class TreeWalk : IDisposable
{
    /// <summary>Directories that are held open at once, of a tree however deep.</summary>
    internal const int MostOpen = 32;

    private const int MostProblems = 100;

    /// <summary>How often a directory is read anew while entries appear in it; a writer that goes on for longer is reported.</summary>
    private const int MostPasses = 8;

    private const uint OwnerMayAll = 0x1C0;

    private readonly string _shown;
    private readonly List<Level> _levels;
    private readonly List<TreeProblem> _problems = [];
    private long _removed;
    private long _problemCount;

    /// <param name="top">Stays open, and stays.</param>
    /// <param name="name">What is removed from it.</param>
    /// <param name="shown">How the top is called in the report.</param>
    public TreeWalk(DirectoryHandle top, FileName name, string shown)
    {
        _shown = shown.TrimEnd('/');
        _levels = [new Level(default, top, FileStatus.Of(top.Handle))];
        Deepest.Pending.Enqueue(new DirectoryEntry(name, FileKind.Unknown));
    }

    public TreeReport Report => new(_removed, _problems, _problemCount);

    /// <summary>The top included.</summary>
    internal int OpenDirectories => _levels.Count(level => level.Handle is not null);

    private Level Deepest => _levels[^1];

    /// <summary>Removes one entry, or goes one level down or up; false when nothing is left to do.</summary>
    public bool Step()
    {
        if (Deepest.Pending.TryDequeue(out DirectoryEntry next))
            RemoveEntry(next);
        else if (_levels.Count == 1)
            return false;
        else if (!ReadMore())
            Leave();
        return true;
    }

    public void Dispose()
    {
        foreach (Level level in _levels.Skip(1))
            level.Handle?.Dispose();
    }

    /// <summary>Removes an entry of the deepest level, or makes it the deepest level itself.</summary>
    private void RemoveEntry(DirectoryEntry entry)
    {
        if (entry.Kind == FileKind.Directory)
        {
            Enter(entry.Name);
            return;
        }

        int error = Unlink(Deepest, entry.Name, 0);
        if (error == Errno.EISDIR)
            Enter(entry.Name);
        else
            Note(entry.Name, error);
    }

    private void Enter(FileName name)
    {
        // Looked at before it is opened, because opening asks the server of a mount, which may be dead.
        if (FileStatus.Find(Deepest.Handle!.Handle, name.Terminated) is { } seen && seen.Mount != 0 && seen.Mount != Deepest.Status.Mount)
        {
            Keep(name, "something is still mounted there");
            return;
        }

        int error = Open(name, out DirectoryHandle? opened);
        if (error is Errno.ENOTDIR or Errno.ELOOP)
        {
            // It has become a link or a file since it was listed.
            Note(name, Unlink(Deepest, name, 0));
            return;
        }
        if (opened is null)
        {
            Note(name, error);
            return;
        }

        FileStatus status = FileStatus.Of(opened.Handle);
        if (status.Mount != Deepest.Status.Mount)
        {
            opened.Dispose();
            Keep(name, "something is still mounted there");
            return;
        }

        _levels.Add(new Level(name, opened, status));
        if (_levels.Count - 1 > MostOpen)
        {
            Level far = _levels[^(MostOpen + 1)];
            far.Handle?.Dispose();
            far.Handle = null;
        }
    }

    /// <summary>Reads entries of the deepest level that are not known to stay; false when there are none.</summary>
    private bool ReadMore()
    {
        Level level = Deepest;
        try
        {
            while (level.Pending.Count == 0 && level.Handle!.ReadSome(entry => Await(level, entry)))
            {
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            level.Unreadable = true;
            AddProblem(PathOf(_levels.Count), unreadable.Message);
        }
        return level.Pending.Count > 0;
    }

    private static void Await(Level level, DirectoryEntry entry)
    {
        if (!level.Kept.Contains(entry.Name))
            level.Pending.Enqueue(entry);
    }

    /// <summary>The deepest level has been read to its end: it goes, unless something in it stays.</summary>
    private void Leave()
    {
        Level done = Deepest;
        Level above = _levels[^2];
        if (above.Handle is null && !Reopen(above, done))
            return;

        int error = done.Stays ? Errno.ENOTEMPTY : Unlink(above, done.Name, Libc.AT_REMOVEDIR);
        if (error == Errno.ENOTEMPTY && !done.Stays && done.Passes++ < MostPasses)
        {
            // Something was put there since it was read.
            done.Handle!.Rewind();
            return;
        }

        done.Handle!.Dispose();
        _levels.RemoveAt(_levels.Count - 1);
        if (done.Stays)
            above.Kept.Add(done.Name);
        else
            Note(done.Name, error);
    }

    /// <summary>
    /// Comes back to a level whose descriptor was given up, from the one below it; false when the tree was moved meanwhile, which ends
    /// the removal.
    /// </summary>
    private bool Reopen(Level above, Level below)
    {
        int error = below.Handle!.TryOpenDirectory("..\0"u8, "..", out DirectoryHandle? opened);
        if (opened is not null && FileStatus.Of(opened.Handle).IsSame(above.Status))
        {
            above.Handle = opened;
            return true;
        }

        opened?.Dispose();
        AddProblem(PathOf(_levels.Count), error == 0 ? "it was moved while it was removed" : Errno.Text(error));
        foreach (Level level in _levels.Skip(1))
            level.Handle?.Dispose();
        _levels.RemoveRange(1, _levels.Count - 1);
        return false;
    }

    private int Unlink(Level level, FileName name, int flags)
    {
        while (true)
        {
            if (Libc.UnlinkAt(level.Handle!.Handle, name.Terminated, flags) == 0)
                return 0;

            int error = Errno.Last;
            if (error != Errno.EACCES || !MakeAccessible(level))
                return error;
        }
    }

    private int Open(FileName name, out DirectoryHandle? opened)
    {
        int error = Deepest.Handle!.TryOpenDirectory(name.Terminated, name.ToString(), out opened);
        if (error != Errno.EACCES)
            return error;

        // Either the directory may not be read, or the one it is in may not be passed through.
        MakeAccessible(Deepest);
        if (Deepest.Handle.TryOpenDirectory(name.Terminated, "", out DirectoryHandle? passed, Libc.O_PATH) == 0)
        {
            using (passed)
            {
                if (FileStatus.Of(passed!.Handle) is var status && status.Mount == Deepest.Status.Mount)
                    GiveAccess(passed, status);
            }
        }
        return Deepest.Handle.TryOpenDirectory(name.Terminated, name.ToString(), out opened);
    }

    /// <summary>
    /// A job may take away its own right to read or write a directory; its owner can give it back. False when that was tried before, or
    /// is not ours to do.
    /// </summary>
    private bool MakeAccessible(Level level)
    {
        if (level == _levels[0] || level.MadeAccessible)
            return false;

        level.MadeAccessible = true;
        return GiveAccess(level.Handle!, level.Status);
    }

    /// <summary>
    /// Through /proc, because a descriptor that may not read (O_PATH) cannot change a mode itself, and a path could be another
    /// directory's by now.
    /// </summary>
    private static bool GiveAccess(DirectoryHandle directory, FileStatus status) =>
        Libc.ChangeMode($"/proc/self/fd/{directory.Handle.DangerousGetHandle()}", status.Mode | OwnerMayAll) == 0;

    /// <summary>What came of the removal of an entry of the deepest level.</summary>
    private void Note(FileName name, int error)
    {
        if (error == 0)
            _removed++;
        else if (error != Errno.ENOENT)
            Keep(name, error == Errno.EBUSY ? "something is still mounted there" : Errno.Text(error));
    }

    private void Keep(FileName name, string reason)
    {
        Deepest.Kept.Add(name);
        AddProblem($"{PathOf(_levels.Count)}/{name}", reason);
    }

    private void AddProblem(string path, string reason)
    {
        _problemCount++;
        if (_problems.Count < MostProblems)
            _problems.Add(new TreeProblem(path, reason));
    }

    private string PathOf(int levels)
    {
        StringBuilder path = new(_shown);
        foreach (Level level in _levels.Take(levels).Skip(1))
            path.Append('/').Append(level.Name);
        return path.ToString();
    }

    /// <summary>A directory whose entries are being removed.</summary>
    private sealed class Level(FileName name, DirectoryHandle handle, FileStatus status)
    {
        public FileName Name { get; } = name;

        public FileStatus Status { get; } = status;

        /// <summary>Null while the removal is far below.</summary>
        public DirectoryHandle? Handle { get; set; } = handle;

        /// <summary>Read and not yet looked at.</summary>
        public Queue<DirectoryEntry> Pending { get; } = new();

        /// <summary>What stays; these are not tried again.</summary>
        public HashSet<FileName> Kept { get; } = [];

        /// <summary>Its entries could not be read, so it stays.</summary>
        public bool Unreadable { get; set; }

        public bool Stays => Unreadable || Kept.Count > 0;

        public int Passes { get; set; } = 1;

        /// <summary>The owner's rights were given back, as far as this program may.</summary>
        public bool MadeAccessible { get; set; }
    }
}
