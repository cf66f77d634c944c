using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// A Python script in every rank. How the ranks find each other follows from the backend: by a file in the shared directory (Gloo, and
/// where none is named), by the master's address (TCP), or by mpirun, which then starts them (MPI).
/// </summary>
internal static class PyTorchToolkit
{
    public static ToolkitPlan Plan(Gang gang, PyTorchSettings settings)
    {
        int processes = settings.ProcessCount ?? gang.Nodes.Count;
        string command = CommandText.Python(settings.PythonInterpreterPath, settings.PythonScriptFilePath, settings.CommandLineArgs);
        string backend = (settings.CommunicationBackend ?? "gloo").ToLowerInvariant();
        Dictionary<string, string> variables = RankProcesses.Rendezvous(gang, processes);
        variables["AZ_BATCHAI_PYTORCH_BACKEND"] = backend;
        if (backend == "mpi")
        {
            ToolkitPlan plan = MpiProcesses.Of(gang, processes, command);
            return plan with { Processes = [.. plan.Processes.Select(process => process with { Variables = variables })] };
        }

        // The shared directory is another one for every attempt: a file of an earlier one would hold the ranks for ever.
        variables["AZ_BATCHAI_PYTORCH_INIT_METHOD"] = backend == "tcp"
            ? $"tcp://{gang.Master}:{variables["MASTER_PORT"]}"
            : $"file://{gang.SharedDirectory}/pytorch-init";
        return RankProcesses.Of(gang, processes, command, variables);
    }
}
