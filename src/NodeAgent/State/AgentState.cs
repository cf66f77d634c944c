namespace BatchAi.NodeAgent;

/// <summary>Where the agent keeps what it must know after a restart: <c>{instance}/agent</c>, readable by its user alone.</summary>
internal sealed class AgentState(string instanceDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Directory { get; } = Path.Combine(instanceDirectory, "agent");

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
        foreach (string directory in (string[])[Directory, JobsDirectory, RunsDirectory])
            System.IO.Directory.CreateDirectory(directory, OwnerOnly);
    }

    /// <summary>Forgets all that a machine that was started anew no longer runs.</summary>
    public void Forget()
    {
        File.Delete(SetupFile);
        File.Delete(FenceFile);
        foreach (string directory in (string[])[JobsDirectory, RunsDirectory])
        {
            DirectoryTree.Delete(directory);
            System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        }
    }
}
