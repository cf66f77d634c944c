namespace BatchAi.NodeAgent;

/// <summary>The supervised runs an attempt can have on a node; each keeps its files under its name.</summary>
internal static class JobParts
{
    public const string Preparation = "preparation";

    /// <summary>The ssh server of the job's user, for the other nodes of the job.</summary>
    public const string Shell = "shell";

    public static string Process(string name) => name.Length == 0 ? "toolkit" : $"toolkit-{name}";

    public static IEnumerable<string> Of(JobRecord record) =>
        record.Processes.Select(process => Process(process.Name)).Prepend(Preparation).Append(Shell);
}
