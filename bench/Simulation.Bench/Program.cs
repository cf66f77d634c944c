using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatchAi.Faults;
using BatchAi.Model;
using BatchAi.Simulation;
using BatchAi.State;

// Jobs of 1 to 4 nodes and about ten minutes, some a minute, on clusters of up to 32 nodes: how many the simulated control plane takes a
// second.
int jobs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
int clusters = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4;
const int Seed = 1;
WorkspaceId workspace = new("sub", "group", "ws");
ExperimentId experiment = new(workspace, "e");
ClusterId Cluster(int number) => new(workspace, $"c{number}");

CountingStore? counted = null;
await using SimulatedWorld world = await SimulatedWorld.BeginAsync(new WorldOptions
{
    Seed = Seed,
    Compose = parts => parts with { Store = counted = new CountingStore(parts.Store) },
});
Dictionary<string, TimeSpan> takes = [];
world.Cloud.Quota = 32 * clusters;
world.Script.BootTakes = TimeSpan.FromMinutes(2);
world.Script.CommandTakes = launch => takes[launch.JobName];
await world.PutWorkspaceAsync(workspace);
await world.PutExperimentAsync(experiment);
for (int number = 0; number < clusters; number++)
    await world.PutClusterAsync(Cluster(number), minimum: 0, maximum: 32);

#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
Random chance = new(Seed);
DateTimeOffset at = world.Clock.GetUtcNow();
for (int number = 0; number < jobs; number++)
{
    JobId id = new(experiment, $"j{number:D6}");
    (ClusterId cluster, int nodes) = (Cluster(chance.Next(clusters)), 1 + chance.Next(4));
    takes[id.Name] = TimeSpan.FromSeconds(-600 * Math.Log(1 - chance.NextDouble()));
    at += TimeSpan.FromSeconds(-20.0 * 4 / clusters * Math.Log(1 - chance.NextDouble()));
    world.At(at, () => world.PutJobAsync(id, cluster, nodes, TimeSpan.FromHours(4)));
}
#pragma warning restore CA5394

(DateTimeOffset begun, long started, long cpu) = (world.Clock.GetUtcNow(), Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime.Ticks);
StoreCounts before = counted!.Counts;
bool over = await world.RunUntilAsync(() => world.Ends.Count == jobs && world.Cloud.Count == 0, begun + TimeSpan.FromDays(1000));
TimeSpan took = Stopwatch.GetElapsedTime(started);
TimeSpan busy = TimeSpan.FromTicks(Environment.CpuUsage.TotalTime.Ticks - cpu);
StoreCounts store = counted.Counts - before;

byte[] journal = Encoding.UTF8.GetBytes(string.Concat(world.Store.All()
    .Where(kept => kept.Entity.Row.StartsWith(FactKeys.JournalPrefix, StringComparison.Ordinal))
    .Select(kept => $"{kept.Partition} {kept.Entity.Row} {Encoding.UTF8.GetString(kept.Entity.Document.Span)}\n")));
Console.WriteLine($"{jobs} jobs on {clusters} clusters, {world.Cloud.Made} machines, {world.Clock.GetUtcNow() - begun} of virtual time");
Console.WriteLine($"{(over ? "over" : "NOT over")}, {world.Ledger.Wrongs.Count} things that must not happen");
Console.WriteLine($"{took.TotalSeconds:F1} s, {jobs / took.TotalSeconds:F0} jobs a second");
Console.WriteLine($"{busy.TotalSeconds:F1} s of processor time, {jobs / busy.TotalSeconds:F0} jobs a second of it");
Console.WriteLine(
    $"a job: {AJob(store.Reads)} reads, {AJob(store.Commits)} commits of {AJob(store.EntitiesWritten)} rows; {store.Conflicts} "
    + "conflicts in all"
);
Console.WriteLine($"journal: {journal.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(journal))[..16]}");

string AJob(long count) => ((double)count / jobs).ToString("F0", CultureInfo.InvariantCulture);
