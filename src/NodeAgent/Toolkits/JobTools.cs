using System.Reflection;

namespace BatchAi.NodeAgent;

/// <summary>
/// Programs of ours that a job finds first on its PATH: they start ranks by the MPI that is installed, and on one machine take a
/// remote shell's place. Scripts, since they run in whatever image the job brings.
/// </summary>
internal static class JobTools
{
    /// <summary>Runs a command line in as many ranks as its first word says.</summary>
    public const string Mpi = "batchai-mpi";

    private const string RemoteShell = "ssh";

    private const UnixFileMode EverybodyMayRun = (UnixFileMode)0b111_101_101;

    private static readonly (string Name, string Script)[] s_everywhere = [(Mpi, Mpi), ("batchai-rank", "batchai-rank")];

    private static readonly (string Name, string Script)[] s_onOneMachine =
        [(RemoteShell, RemoteShell), ("mpirun", "mpirun"), ("mpiexec", "mpirun")];

    public static void WriteTo(string directory, bool oneMachine)
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, EverybodyMayRun);
        foreach ((string name, string script) in oneMachine ? s_everywhere.Concat(s_onOneMachine) : s_everywhere)
        {
            string file = Path.Combine(directory, name);
            using (Stream text = Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!)
            using (FileStream copy = File.Create(file))
                text.CopyTo(copy);
            File.SetUnixFileMode(file, EverybodyMayRun);
        }
    }

    /// <summary>
    /// Tells each MPI to start its helpers on other nodes by the remote shell, and root that it may: whoever runs a job as root meant it.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(string directory, bool oneMachine)
    {
        yield return new("OMPI_ALLOW_RUN_AS_ROOT", "1");
        yield return new("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        if (!oneMachine)
            yield break;

        string shell = Path.Combine(directory, RemoteShell);
        yield return new("OMPI_MCA_plm_rsh_agent", shell);
        yield return new("PRTE_MCA_plm_ssh_agent", shell);
        yield return new("HYDRA_LAUNCHER", "ssh");
        yield return new("HYDRA_LAUNCHER_EXEC", shell);
        yield return new("I_MPI_HYDRA_BOOTSTRAP", "ssh");
        yield return new("I_MPI_HYDRA_BOOTSTRAP_EXEC", shell);
        // Open MPI names shared memory by host name and rank on the node, which two nodes of one machine have in common: ranks that
        // shared it would crash. It is called vader up to release 4, sm from release 5 on.
        yield return new("OMPI_MCA_btl", "^vader,sm");
        // All ranks share the processors: one that waits must not hold one.
        yield return new("OMPI_MCA_mpi_yield_when_idle", "1");
    }
}
