using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;
using BatchAi.Testing;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// What every job file of the old service's users becomes: each process with its node, its command line, its output files and all that it
/// sees. The expected text of each stands in Plans/NAME.txt; with APPROVE=1 in the environment the test writes it anew, to be read and
/// committed.
/// </summary>
public sealed class PlansOfRecipes
{
    public static TheoryData<string> All => [.. Recipes.Jobs];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_process_has_the_environment_arguments_and_files_that_are_written_down(string recipe)
    {
        Assert.SkipWhen(Recipes.Directory is null, Recipes.Absent);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string file = Path.Combine(Recipes.Directory!, $"{recipe}.job.json");
        JsonNode body = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellation))!;
        JobProperties job = body["properties"].Deserialize(ModelJson.Default.JobProperties)!;
        string expected = Path.Combine(Recipes.Above("tests/NodeAgent.Tests/Toolkits/Plans")!, $"{recipe}.txt");
        string text = Text(job);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            await File.WriteAllTextAsync(expected, text, cancellation);

        Assert.Equal(await File.ReadAllTextAsync(expected, cancellation), text);
    }

    private static string Text(JobProperties job)
    {
        StringBuilder text = new();
        JobLaunch launch = APlan.Launch(job, job.NodeCount ?? 1);
        for (int rank = 0; rank < launch.Nodes.Count; rank++)
        {
            NodeInstance node = APlan.Node(launch.Nodes[rank].Address);
            JobLaunch here = launch with { Rank = rank };
            JobPaths paths = JobPaths.Of(here, node, "/shared");
            ToolkitPlan plan = ToolkitCatalog.Plan(Gang.Of(here, paths, oneMachine: false));
            JobEnvironment common = JobEnvironment.Of(here, node, paths, oneMachine: false);
            if (rank == 0)
            {
                text.Append($"waits for {plan.AwaitedNodes} of {launch.Nodes.Count} nodes\n\nhostfile:\n");
                text.Append(Hostfile.Of(launch.Nodes, plan.Ranks));
                text.Append($"\ndirectories made first:\n{string.Join('\n', common.OutputDirectories)}\n");
                text.Append("\nevery process sees:\n").Append(Lines(common.Variables));
            }
            else
            {
                text.Append($"\nnode {rank} sees instead:\n");
                text.Append(Lines(Without(common.Variables, JobEnvironment.Of(launch, node, paths, oneMachine: false).Variables)));
            }
            foreach (ProcessPlan process in plan.On(rank))
            {
                JobEnvironment own = JobEnvironment.Of(here, node, paths, oneMachine: false, process.Variables);
                text.Append($"\nnode {rank}: {process.Title}{(process.IsAwaited ? "" : ", not waited for")}\n");
                text.Append($"in {paths.WorkingDirectory}\nruns {process.CommandLine}\n");
                text.Append($"writes {process.OutputName} {process.ErrorName}\n").Append(Lines(Without(own.Variables, common.Variables)));
            }
        }
        return text.ToString();
    }

    private static IEnumerable<KeyValuePair<string, string>> Without(
        IReadOnlyDictionary<string, string> all, IReadOnlyDictionary<string, string> known) =>
        all.Where(variable => known.GetValueOrDefault(variable.Key) != variable.Value);

    private static string Lines(IEnumerable<KeyValuePair<string, string>> variables) =>
        string.Concat(
            variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}\n"));
}
