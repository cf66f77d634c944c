using System.Diagnostics;
using BatchAi.Scheduling;
using BatchAi.Scheduling.Bench;

const int Rounds = 2_000;
DateTimeOffset now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

Console.WriteLine($"{"case",-62} {"median",10} {"99 %",10}");
foreach ((string name, ClusterSnapshot seen) in Cases.All(now))
{
    double[] micros = new double[Rounds];
    for (int round = -Rounds; round < Rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        ClusterScheduler.Decide(seen, now);
        if (round >= 0)
            micros[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    Array.Sort(micros);
    Console.WriteLine($"{name,-62} {micros[Rounds / 2],7:F0} µs {micros[Rounds * 99 / 100],7:F0} µs");
}
