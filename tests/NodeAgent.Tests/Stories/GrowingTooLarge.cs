using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>What the API could not see: variables are replaced on the node.</summary>
public sealed class GrowingTooLarge
{
    private const string Root = "$AZ_BATCHAI_JOB_MOUNT_ROOT ";

    [Fact]
    public async Task A_variable_that_outgrows_the_kernel_fails_the_job_with_its_name_and_length_before_anything_of_it_runs()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        string value = string.Concat(Enumerable.Repeat(Root, ArgumentLimit.MostBytes / Root.Length));

        JobReport finished = await machine.RunAsync(AJob.On(machine, "true").With(job => job with
        {
            JobPreparation = new JobPreparation { CommandLine = "echo never" },
            EnvironmentVariables = [machine.Marker, new EnvironmentVariable { Name = "PATHS", Value = value }],
        }));

        Assert.Equal((null, ProcessSpace.TooLarge), (finished.ExitCode, finished.Failure?.Code));
        Assert.Contains("the variable PATHS", finished.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("must be at most 131071 bytes in UTF-8", finished.Failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(machine.Output("stdout-job_prep.txt")));
    }

    [Fact]
    public async Task Many_variables_that_outgrow_it_together_are_told_too()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        string value = string.Concat(Enumerable.Repeat(Root, 1000));

        JobReport finished = await machine.RunAsync(AJob.On(machine, "true").With(job => job with
        {
            EnvironmentVariables =
            [
                machine.Marker,
                .. Enumerable.Range(0, 300).Select(number => new EnvironmentVariable { Name = $"PATHS{number}", Value = value }),
            ],
        }));

        Assert.Equal(ProcessSpace.TooLarge, finished.Failure?.Code);
        Assert.Contains("all variables together", finished.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_line_that_is_too_long_is_no_error_of_the_node()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch longJob = AJob.On(machine, $": {new string('x', ArgumentLimit.MostBytes)}");
        JobLaunch longPreparation = AJob.On(machine, "true", fence: 2).With(job =>
            job with { JobPreparation = new JobPreparation { CommandLine = $": {new string('x', ArgumentLimit.MostBytes)}" } });
        JobLaunch longest = AJob.On(machine, $": {new string('x', ArgumentLimit.MostBytes - 2)}", fence: 3);

        Assert.Equal(ProcessSpace.TooLarge, (await machine.RunAsync(longJob)).Failure?.Code);
        Assert.Equal(ProcessSpace.TooLarge, (await machine.RunAsync(longPreparation)).Failure?.Code);
        Assert.Equal((0, null), (await machine.RunAsync(longest)) is var ran ? (ran.ExitCode, ran.Failure) : default);
    }

    [Theory]
    [InlineData("Max stack size             8388608              unlimited            bytes", 2 * 1024 * 1024)]
    [InlineData("Max stack size             unlimited            unlimited            bytes", 6 * 1024 * 1024)]
    [InlineData("Max stack size             1024                 unlimited            bytes", 128 * 1024)]
    public void The_room_is_a_quarter_of_the_stack_within_the_bounds_of_the_kernel(string line, long bytes) =>
        Assert.Equal(bytes, ProcessSpace.MostBytes(ProcessLimits.StackOf(["Limit  Soft  Hard  Units", line])));
}
