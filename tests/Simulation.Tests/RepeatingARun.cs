using System.Diagnostics;
using BatchAi.Model;

namespace BatchAi.Simulation.Tests;

/// <summary>The same seed gives the same run: what was decided, when, and why.</summary>
public sealed class RepeatingARun(ITestOutputHelper output)
{
    private const int Jobs = 300;

    [Fact]
    public async Task The_same_seed_gives_the_same_journal_and_rows_byte_for_byte()
    {
        await using AWorkday one = await AWorkday.RunAsync(seed: 7, Jobs);
        await using AWorkday two = await AWorkday.RunAsync(seed: 7, Jobs);

        Assert.True(one.Journal().Split('\n').Length > Jobs, one.Journal());
        Assert.Equal(one.Journal(), two.Journal());
        Assert.Equal(one.Rows(), two.Rows());
    }

    [Fact]
    public async Task Another_seed_gives_another_journal()
    {
        await using AWorkday one = await AWorkday.RunAsync(seed: 7, Jobs);
        await using AWorkday other = await AWorkday.RunAsync(seed: 8, Jobs);

        Assert.NotEqual(one.Journal(), other.Journal());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_job_ends_once_with_its_exit_code_whatever_goes_wrong_in_the_cloud(int seed)
    {
        long begun = Stopwatch.GetTimestamp();
        await using AWorkday day = await AWorkday.RunAsync(seed, Jobs);

        TimeSpan passed = day.World.Clock.GetUtcNow() - new WorldOptions().Begin;
        output.WriteLine($"{Jobs} jobs, {day.World.Cloud.Made} machines, {passed} of virtual time in {Stopwatch.GetElapsedTime(begun)}");
        Assert.Empty(day.World.Ledger.Wrongs);
        Assert.Empty(day.World.Ledger.Busy);
        Assert.All(day.Jobs, job =>
        {
            JobEventData end = day.World.Ends[job.Uid].Data;
            int exitCode = day.Commands[job.Id.Name].ExitCode;
            Assert.Equal((exitCode, exitCode == 0 ? ExecutionState.Succeeded : ExecutionState.Failed), (end.ExitCode, end.ExecutionState));
        });
    }
}
