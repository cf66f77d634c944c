using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>What this process changes about itself.</summary>
public static class ThisProcess
{
    /// <summary>The uid whose rights it has.</summary>
    public static uint User => Libc.EffectiveUser();

    /// <summary>
    /// Leaves the session of whoever started it: no terminal and no end of that session ends it. No effect on one that leads a group.
    /// </summary>
    public static void StartSession() => _ = Libc.SetSid();

    /// <summary>
    /// Becomes another program (execve(2)), which has this process's number, terminal and open input and output, and whose exit code is
    /// this process's. Returns only by an exception.
    /// </summary>
    /// <param name="words">The program's path and its arguments.</param>
    /// <param name="environment">All that it gets of an environment, as <c>NAME=value</c>.</param>
    public static void Become(IReadOnlyList<string> words, IEnumerable<string> environment)
    {
        using NativeStrings arguments = new(words);
        using NativeStrings variables = new(environment);
        using NativeBytes none = new(NativeBytes.SignalSet);

        // .NET has a broken pipe ignored, which the program would inherit.
        _ = Libc.SetSignalAction(Libc.SIGPIPE, Libc.SIG_DFL);
        _ = Libc.SigEmptySet(none.Pointer);
        _ = Libc.SetSignalMask(Libc.SIG_SETMASK, none.Pointer, 0);
        _ = Libc.Execute(words[0], arguments.Pointer, variables.Pointer);
        throw Errno.ToException(Errno.Last, words[0]);
    }

    /// <summary>From now on, processes of ours that lose their parent become our children instead of init's.</summary>
    public static void BecomeSubreaper()
    {
        if (Libc.Prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
            throw Errno.ToException(Errno.Last, "prctl");
    }

    /// <summary>
    /// Appends to a file from now on what is written to a descriptor (1 and 2 are the standard output and error). A file that cannot be
    /// opened changes nothing.
    /// </summary>
    public static void Redirect(string path, int descriptor)
    {
        using SafeFileHandle file = OpenForAppend(path);
        if (!file.IsInvalid)
            _ = Libc.Dup2(file, descriptor);
    }

    /// <summary>
    /// Which rights new files and directories of this process do not get from now on (umask(2)), inherited by its children.
    /// </summary>
    /// <returns>What it was.</returns>
    public static UnixFileMode Withhold(UnixFileMode rights) => (UnixFileMode)Libc.Umask((uint)rights);

    /// <summary>A file to append to, made with mode 0644 when it is not there; the handle is invalid when it cannot be opened.</summary>
    public static SafeFileHandle OpenForAppend(string path) =>
        Libc.Open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_CLOEXEC, Convert.ToInt32("644", 8));
}
