namespace BatchAi.NodeAgent.Tests;

public sealed class ReadingTheProcessTable
{
    [Fact]
    public void Understands_a_program_name_with_spaces_and_parentheses() =>
        Assert.Equal(
            new ProcessStat(42, 'Z', 7, 987654),
            ProcessStat.TryParse("42 (a) b (c) Z 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2"));

    [Fact]
    public void Tells_a_process_from_another_with_its_old_pid()
    {
        RunnerIdentity self = RunnerIdentity.OfThisProcess();

        Assert.True(self.Runs());
        Assert.False((self with { StartTime = self.StartTime - 1 }).Runs());
        Assert.False((self with { KernelBootId = "another boot" }).Runs());
    }
}
