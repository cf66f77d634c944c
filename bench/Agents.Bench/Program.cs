using System.CommandLine;
using System.Globalization;
using BatchAi.Agents.Bench;
using BatchAi.Linux;

Option<int> jobs = Number("--jobs", "Jobs of a throughput measurement.", 100);
Option<int> samples = Number("--samples", "Starts measured, of each size.", 20);
Option<int> rounds = Number("--rounds", "Measurements of each agent.", 3);
Option<string> configuration = new("--configuration")
{
    Description = "Of the build: debug or release.",
    DefaultValueFactory = _ => "debug",
};
RootCommand root = new(
    """
    Measures serve with the agent run by .NET (managed) against the agent compiled ahead of time (native), in turn. Starts a server of its
    own for each measurement, with eight nodes, and prints one line for each, the medians and their ratio: jobs a second, submitted one
    after the other; milliseconds from before the submission until the job's process writes its time, on one node and on the last of four;
    processor time, a job, of the server, its agents and all that they start; resident memory, and the part of it that is the process's own
    (anon). Needed: Linux, a build (dotnet build src/LocalHost) with the agent compiled ahead of time.
    """)
{
    jobs, samples, rounds, configuration,
};
root.SetAction(async (parsed, cancellation) =>
{
    // Orphans come to this process, so that their processor time is counted.
    ThisProcess.BecomeSubreaper();
    string[] agents = ["managed", "native"];
    List<(string Agent, IReadOnlyDictionary<string, double> Figures)> all = [];
    for (int round = 1; round <= parsed.GetValue(rounds); round++)
    {
        foreach (string agent in agents)
        {
            Measurement measurement = new(agent, parsed.GetValue(configuration)!, cancellation);
            all.Add((agent, await measurement.RunAsync(parsed.GetValue(jobs), parsed.GetValue(samples))));
            string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
            Print($"{agent} {round}, load {load}", all[^1].Figures);
        }
    }

    Dictionary<string, double>[] medians = [.. agents.Select(Medians)];
    Print("managed, medians", medians[0]);
    Print("native, medians", medians[1]);
    Print("native / managed", medians[0].ToDictionary(figure => figure.Key, figure => medians[1][figure.Key] / figure.Value), "F2");

    Dictionary<string, double> Medians(string agent) => all
        .Where(measured => measured.Agent == agent)
        .SelectMany(measured => measured.Figures)
        .GroupBy(figure => figure.Key, figure => figure.Value)
        .ToDictionary(figures => figures.Key, figures => Measurement.Quantile([.. figures], 0.5));
});
return await root.Parse(args).InvokeAsync();

static Option<int> Number(string name, string description, int value)
{
    Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => value };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError($"{name} must be at least 1.");
    });
    return option;
}

static void Print(string title, IReadOnlyDictionary<string, double> figures, string format = "F1") =>
    Console.WriteLine(
        $"{title}: {string.Join(", ", figures.Select(one => $"{one.Key} {one.Value.ToString(format, CultureInfo.InvariantCulture)}"))}");
