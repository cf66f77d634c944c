using System.Text.Json.Nodes;
using BatchAi.Cli;
using BatchAi.Model;
using Spectre.Console;

namespace BatchAi.LocalHost;

/// <summary>
/// The demo, told to a server that is running already: workspace, autoscaling cluster and experiment are made, a job on
/// four nodes runs, its output is fetched, and the cluster goes back to zero. Nothing is special about it: it uses the
/// public API only.
/// </summary>
/// <param name="client">The server; it should be new and empty.</param>
/// <param name="console">Where the last lines go.</param>
/// <param name="clock">For waits and the time-out.</param>
/// <param name="display">Shows the progress.</param>
public sealed class DemoStory(BatchAiClient client, IAnsiConsole console, TimeProvider clock, IDemoDisplay display)
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(0.25);
    private static readonly WorkspaceId s_workspace = new(Guid.Empty.ToString(), "demo", "demo");
    private static readonly ClusterId s_cluster = new(s_workspace, "demo");
    private static readonly ExperimentId s_experiment = new(s_workspace, "demo");
    private static readonly JobId s_job = new(s_experiment, "primes");

    private string _phase = "starting";

    /// <summary>A display that fits the console: redrawn in place on a terminal, else lines.</summary>
    public static IDemoDisplay DisplayFor(IAnsiConsole console, TimeProvider clock) =>
        console.Profile.Capabilities is { Interactive: true, Ansi: true } && console.Profile.Out.IsTerminal
            ? new DemoLiveDisplay(console, clock)
            : new DemoLineDisplay(console, clock);

    /// <summary>0 when everything was as expected; else 1, and a line says what was not and in which phase. 130 when cancelled.</summary>
    public async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await display.RunAsync(show => TellAsync(options, show, either.Token));
            Farewell(options);
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 130;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Failed($"it took longer than {options.Timeout.TotalSeconds:0} s");
        }
        catch (Exception failure)
            when (failure
                    is DemoFailedException
                        or RequestRefusedException
                        or CliException
                        or HttpRequestException
                        or IOException
                        or UnauthorizedAccessException)
        {
            return Failed(failure.Message);
        }
    }

    private async Task TellAsync(DemoOptions options, Action<DemoView> show, CancellationToken cancellation)
    {
        await MakeAsync(
            "creating the workspace",
            s_workspace.ArmId,
            new JsonObject { ["location"] = "eastus" },
            BatchAiClient.ApiVersion,
            show,
            cancellation);
        await MakeAsync(
            "creating the cluster: 0 to 4 nodes, idle ones go after 2 s",
            s_cluster.ArmId,
            DemoBodies.Cluster(),
            BatchAiClient.NewApiVersion,
            show,
            cancellation);
        await MakeAsync("creating the experiment", s_experiment.ArmId, body: null, BatchAiClient.ApiVersion, show, cancellation);
        await MakeAsync(
            "submitting the job: four nodes count the primes below 200,000",
            s_job.ArmId,
            DemoBodies.Job(s_cluster),
            BatchAiClient.ApiVersion,
            show,
            cancellation);

        using var watch = new DemoWatch(client, s_cluster, s_job);
        await WaitAsync("waiting for the job", watch, show, () => watch.Job is { } job && JobFollower.HasEnded(job), cancellation);
        ExpectSuccess(watch);

        _phase = "fetching the output";
        await FetchAsync(options, cancellation);
        await WaitAsync(
            "waiting for the cluster to be back at zero",
            watch,
            show,
            () => watch.Cluster is { CurrentNodeCount: 0, AllocationState: AllocationState.Steady },
            cancellation);
    }

    private async Task MakeAsync(
        string phase,
        string path,
        JsonObject? body,
        string apiVersion,
        Action<DemoView> show,
        CancellationToken cancellation)
    {
        _phase = phase;
        show(new DemoView { Phase = phase });
        await client.PutAsync(path, body, cancellation, apiVersion);
    }

    private async Task WaitAsync(string phase, DemoWatch watch, Action<DemoView> show, Func<bool> done, CancellationToken cancellation)
    {
        _phase = phase;
        while (true)
        {
            show(await watch.LookAsync(phase, cancellation));
            if (done())
                return;

            await Task.Delay(s_pace, clock, cancellation);
        }
    }

    private static void ExpectSuccess(DemoWatch watch)
    {
        JobProperties job = watch.Job!;
        if (job.ExecutionState != ExecutionState.Succeeded)
            throw new DemoFailedException(string.Join(Environment.NewLine, [.. JobOutcome.Lines(s_job.Name, job), .. watch.Output]));
        if (watch.MostNodes < DemoBodies.Nodes)
            throw new DemoFailedException($"the job needs {DemoBodies.Nodes} nodes, but at most {watch.MostNodes} were seen");
    }

    private async Task FetchAsync(DemoOptions options, CancellationToken cancellation)
    {
        // A result of an earlier run must not pass for one of this run.
        string result = Result(options);
        if (File.Exists(result))
            File.Delete(result);
        await foreach (string _ in new JobDownload(client, s_job).AllAsync(["stdouterr", "RESULT"], options.OutputDirectory, cancellation))
        {
            // Each file is written by the time it is named.
        }

        if (!File.Exists(result))
            throw new DemoFailedException($"the job left no {result}");
        if (!(await File.ReadAllTextAsync(result, cancellation)).Contains(DemoBodies.Expected, StringComparison.Ordinal))
            throw new DemoFailedException($"{result} does not hold the expected {DemoBodies.Expected} primes");
    }

    private void Farewell(DemoOptions options)
    {
        Line("");
        Line("Done: four nodes came up, each counted its share of the primes, the first");
        Line("verified the sum, and the cluster is back at zero nodes.");
        Line($"  cat {ShellQuoting.Quote(Result(options))}");
        Line("");
        Line("Next:");
        Line("  dotnet run --project src/LocalHost -- serve");
        Line("  dotnet run --project src/Cli -- run samples/hello.job.json");
        Line("  dotnet run --project src/Cli -- job list");
    }

    /// <summary>Past the console's own word wrap: a command that is to be copied stays one line.</summary>
    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    private int Failed(string reason)
    {
        Line($"The demo failed while {_phase}: {reason}");
        return 1;
    }

    private static string Result(DemoOptions options) => Path.Combine(options.OutputDirectory, "RESULT", "result.txt");
}
