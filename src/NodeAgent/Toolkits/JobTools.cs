using System.Reflection;

namespace BatchAi.NodeAgent;

/// <summary>
/// Programs of ours that a job finds first on its PATH: they start ranks by the MPI that is installed, and know how the nodes of the job
/// reach each other, which on one machine takes no network. Scripts, since they run in whatever image the job brings.
/// </summary>
internal static class JobTools
{
    /// <summary>Runs a command line in as many ranks as its first word says.</summary>
    public const string Mpi = "batchai-mpi";

    /// <summary>Runs a command that came from another node as processes of this one run.</summary>
    public const string Session = "batchai-session";

    private const string RemoteShell = "ssh";

    private const UnixFileMode EverybodyMayRun = (UnixFileMode)0b111_101_101;

    private static readonly (string Name, string Script)[] s_everywhere =
        [(Mpi, Mpi), ("batchai-rank", "batchai-rank"), (RemoteShell, RemoteShell), (Session, Session)];

    private static readonly (string Name, string Script)[] s_onOneMachine = [("mpirun", "mpirun"), ("mpiexec", "mpirun")];

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
        string shell = Path.Combine(directory, RemoteShell);
        yield return new("OMPI_MCA_plm_rsh_agent", shell);
        yield return new("PRTE_MCA_plm_ssh_agent", shell);
        yield return new("HYDRA_LAUNCHER", "ssh");
        yield return new("HYDRA_LAUNCHER_EXEC", shell);
        yield return new("I_MPI_HYDRA_BOOTSTRAP", "ssh");
        yield return new("I_MPI_HYDRA_BOOTSTRAP_EXEC", shell);
        if (!oneMachine)
            yield break;

        // Open MPI names shared memory by host name and rank on the node, which two nodes of one machine have in common: ranks that
        // shared it would crash. It is called vader up to release 4, sm from release 5 on.
        yield return new("OMPI_MCA_btl", "^vader,sm");
        // All ranks share the processors: one that waits must not hold one.
        yield return new("OMPI_MCA_mpi_yield_when_idle", "1");
    }
}
