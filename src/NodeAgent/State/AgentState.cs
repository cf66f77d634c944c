using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>Where the agent keeps what it must know after a restart, readable by its user alone.</summary>
internal sealed class AgentState(string directory)
{
    /// <summary>
    /// What the agent's own files survive: after the machine's next boot it forgets them all (<see cref="NodeBoot"/>), because nothing of
    /// what they describe runs any more.
    /// </summary>
    public const Survives Lasts = Survives.ProcessCrash;

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
            OwnerOnly.CreateDirectory(each);
    }

    /// <summary>Forgets all that a machine that was started anew no longer runs.</summary>
    /// <param name="aside">For what cannot be removed.</param>
    public void Forget(SetAside aside)
    {
        File.Delete(SetupFile);
        File.Delete(FenceFile);
        foreach (string each in (string[])[JobsDirectory, RunsDirectory])
        {
            if (!TreeRemoval.Remove(each).IsComplete && aside.Move(each) is null)
                throw new IOException($"{each} can neither be emptied nor moved");

            OwnerOnly.CreateDirectory(each);
        }
    }
}
