using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Workers, the first of which is the master, and parameter servers, which serve until the workers are done. Parameter servers stand on
/// the first nodes; workers go around all nodes from the first (runtime contract, section 8.1).
/// </summary>
internal static class TensorFlowToolkit
{
    /// <summary>
    /// A variable of the job: <c>batchai</c> asks for the layout of TF_CONFIG that the old service wrote, with the master among the
    /// workers. TensorFlow's estimators refuse it; they, and all later versions, take the master as <c>chief</c>.
    /// </summary>
    private const string LayoutVariable = "AZ_BATCHAI_TF_CONFIG_LAYOUT";

    public static ToolkitPlan Plan(Gang gang, TensorFlowSettings settings)
    {
        int workers = settings.WorkerCount ?? gang.Nodes.Count;
        int servers = settings.ParameterServerCount ?? (gang.Nodes.Count > 1 ? 1 : 0);
        int nodes = gang.Nodes.Count;
        IReadOnlyList<string> ends = Ends(gang, [.. Enumerable.Range(0, servers), .. Enumerable.Range(0, workers).Select(i => i % nodes)]);
        IReadOnlyList<string> serverEnds = [.. ends.Take(servers)];
        IReadOnlyList<string> workerEnds = [.. ends.Skip(servers)];
        bool asBefore = gang.Job.EnvironmentVariables?.Any(
            variable => variable.Name == LayoutVariable && variable.Value == "batchai") == true;

        IEnumerable<ProcessPlan> parameterServers = Enumerable.Range(0, servers).Select(index => new ProcessPlan
        {
            Node = index,
            Name = $"ps-{index}",
            Title = $"parameter server {index}",
            CommandLine = Command(settings, settings.ParameterServerCommandLineArgs),
            Variables = Variables(index, Config("ps", index)),
            IsAwaited = false,
        });
        IEnumerable<ProcessPlan> workerPlans = Enumerable.Range(0, workers).Select(index => new ProcessPlan
        {
            Node = index % nodes,
            Name = $"wk-{index}",
            Title = index == 0 ? "worker 0 (master)" : $"worker {index}",
            CommandLine = Command(settings, index == 0 ? settings.MasterCommandLineArgs : settings.WorkerCommandLineArgs),
            Variables = Variables(
                index, asBefore ? Config("worker", index) : index == 0 ? Config("chief", 0) : Config("worker", index - 1)),
        });
        return new ToolkitPlan(workers, [.. parameterServers, .. workerPlans]);

        Dictionary<string, string> Variables(int index, string config) => new()
        {
            [RankProcesses.TaskIndex] = $"{index}",
            ["AZ_BATCHAI_PS_HOSTS"] = string.Join(',', serverEnds),
            ["AZ_BATCHAI_WORKER_HOSTS"] = string.Join(',', workerEnds),
            ["TF_CONFIG"] = config,
        };

        string Config(string type, int index)
        {
            JsonObject cluster = [];
            if (servers > 0)
                cluster["ps"] = List(serverEnds);
            if (!asBefore)
                cluster["chief"] = List(workerEnds.Take(1));
            if (asBefore || workers > 1)
                cluster["worker"] = List(workerEnds.Skip(asBefore ? 0 : 1));
            return new JsonObject
            {
                ["cluster"] = cluster,
                ["task"] = new JsonObject { ["type"] = type, ["index"] = index },
                ["environment"] = "cloud",
            }.ToJsonString();
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string Command(TensorFlowSettings settings, string? arguments) =>
        CommandText.Python(settings.PythonInterpreterPath, settings.PythonScriptFilePath, arguments);

    /// <summary>Where each process listens, given the node of each in order.</summary>
    private static List<string> Ends(Gang gang, IReadOnlyList<int> nodes)
    {
        int[] taken = new int[gang.Nodes.Count];
        return [.. nodes.Select((node, index) => $"{gang.Nodes[node].Address}:{gang.Port(taken[node]++, index)}")];
    }
}
