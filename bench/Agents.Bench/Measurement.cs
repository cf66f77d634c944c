using System.Diagnostics;
using System.Globalization;

namespace BatchAi.Agents.Bench;

/// <summary>All that is measured of one agent, once.</summary>
internal sealed class Measurement(string agent, string configuration, CancellationToken cancellation)
{
    /// <summary>Ticks a second of the times in /proc (USER_HZ): 100 on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The figures by name, in the order of their columns.</summary>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync(int jobs, int samples)
    {
        Dictionary<string, double> figures = [];

        // Of a server that runs no jobs; the difference is the jobs'.
        double began = ProcessorSeconds();
        await using (await BenchServer.StartAsync(agent, configuration, cancellation))
        {
        }
        double without = ProcessorSeconds() - began;

        began = ProcessorSeconds();
        await using (BenchServer server = await BenchServer.StartAsync(agent, configuration, cancellation))
        {
            Stopwatch watch = Stopwatch.StartNew();
            string[] names = [.. Enumerable.Range(0, jobs).Select(number => $"t{number}")];
            foreach (string name in names)
                await server.SubmitAsync(name, 1);
            foreach (string name in names)
                await server.EndAsync(name);
            await server.IdleAsync();
            figures["jobs/s"] = jobs / watch.Elapsed.TotalSeconds;
            figures["cpu ms/job"] = 0;
            await MemoryAsync(server, figures);
        }
        figures["cpu ms/job"] = (ProcessorSeconds() - began - without) / (jobs + 1) * 1000;

        await using (BenchServer server = await BenchServer.StartAsync(agent, configuration, cancellation))
        {
            await server.LatencyAsync("warm", 4);
            List<double> one = [], four = [];
            for (int number = 0; number < samples; number++)
            {
                one.Add(await server.LatencyAsync($"one{number}", 1));
                four.Add(await server.LatencyAsync($"four{number}", 4));
            }
            foreach ((string name, List<double> measured) in new[] { ("1 node", one), ("4 nodes", four) })
            {
                figures[$"{name} p50 ms"] = Quantile(measured, 0.5);
                figures[$"{name} p95 ms"] = Quantile(measured, 0.95);
            }
        }
        return figures;
    }

    /// <summary>By nearest rank: the smallest value such that at least this part (0 to 1) of all are not above it.</summary>
    public static double Quantile(IReadOnlyList<double> values, double part) =>
        values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * part) - 1));

    /// <summary>Of the largest process of each kind while a job runs, in MiB.</summary>
    private static async Task MemoryAsync(BenchServer server, Dictionary<string, double> figures)
    {
        await server.HoldAsync("hold");
        foreach ((string kind, int pid) in server.Processes())
        {
            Dictionary<string, string> status = File.ReadLines($"/proc/{pid}/status")
                .Select(line => line.Split(':', 2))
                .ToDictionary(field => field[0], field => field[1].Trim());
            Largest($"{kind} MiB", status["VmRSS"]);
            Largest($"{kind} anon", status["RssAnon"]);
        }
        await server.LetGoAsync("hold");

        void Largest(string name, string kibibytes) =>
            figures[name] = Math.Max(
                figures.GetValueOrDefault(name), double.Parse(kibibytes.Split(' ')[0], CultureInfo.InvariantCulture) / 1024);
    }

    /// <summary>Of all children that have ended and were waited for, and of theirs (fields cutime and cstime of proc(5)).</summary>
    private static double ProcessorSeconds()
    {
        string line = File.ReadAllText("/proc/self/stat");
        string[] afterName = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return (Ticks(13) + Ticks(14)) / TicksPerSecond;

        double Ticks(int index) => double.Parse(afterName[index], CultureInfo.InvariantCulture);
    }
}
