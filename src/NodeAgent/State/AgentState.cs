namespace BatchAi.NodeAgent;

/// <summary>Where the agent keeps what it must know after a restart, readable by its user alone.</summary>
internal sealed class AgentState(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Directory { get; } = directory;

    public string LockFile => Path.Combine(Directory, "lock");

    public string BootFile => Path.Combine(Directory, "boot.json");

    public string FenceFile => Path.Combine(Directory, "fence");

    public string SetupFile => Path.Combine(Directory, "setup.json");

    /// <summary>One file an attempt the node still has something of.</summary>
    public string JobsDirectory => Path.Combine(Directory, "jobs");

    /// <summary>One directory a process started under a runner.</summary>
    public string RunsDirectory => Path.Combine(Directory, "runs");

    public void Create()
    {
        foreach (string each in (string[])[Directory, JobsDirectory, RunsDirectory])
            System.IO.Directory.CreateDirectory(each, OwnerOnly);
    }

    /// <summary>Forgets all that a machine that was started anew no longer runs.</summary>
    public void Forget()
    {
        File.Delete(SetupFile);
        File.Delete(FenceFile);
        foreach (string each in (string[])[JobsDirectory, RunsDirectory])
        {
            DirectoryTree.Delete(each);
            System.IO.Directory.CreateDirectory(each, OwnerOnly);
        }
    }
}
