using System.Diagnostics;

namespace BatchAi.Linux.Tests;

public sealed class ReadingTheProcessTable
{
    [Fact]
    public void A_name_may_hold_anything() => Assert.Equal(
        new ProcessStat(42, 7, 'Z', 987654),
        ProcessStat.TryParse([.. "42 (a) b (c) \xFF"u8, 0xFE, .. ") Z 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2\n"u8]));

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("42 (sh")]
    [InlineData("42 (sh) R 7")]
    [InlineData("x (sh) R 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2")]
    public void A_line_that_is_not_whole_is_none(string line) =>
        Assert.Null(ProcessStat.TryParse(System.Text.Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void A_zombie_does_not_run()
    {
        Assert.False(new ProcessStat(1, 0, 'Z', 1).Runs);
        Assert.True(new ProcessStat(1, 0, 'S', 1).Runs);
    }

    [Fact]
    public void Knows_this_process_and_none_that_is_not_there()
    {
        Assert.Equal(Environment.ProcessId, ProcessTable.Self.Pid);
        Assert.True(ProcessTable.Self.Id.IsAlive);
        Assert.False((ProcessTable.Self.Id with { StartTime = 1 }).IsAlive);
        Assert.Null(ProcessTable.Find(int.MaxValue));
        Assert.Null(ProcessTable.VariableOf(int.MaxValue, "PATH"));
        Assert.Empty(ProcessTable.CommandLineOf(int.MaxValue));
        Assert.Empty(ProcessTable.EnvironmentOf(int.MaxValue));
        Assert.Null(ProcessTable.DirectoryOf(int.MaxValue));
        Assert.Matches("^[0-9a-f-]{36}$", Kernel.BootId);
    }

    [Fact]
    public async Task Finds_processes_by_their_parents_and_by_a_variable()
    {
        string mark = Guid.NewGuid().ToString();
        const string Script = "sleep 1000 & exec sh -c 'sleep 1000 & echo ready; wait'";
        ProcessStartInfo start = new("sh", ["-c", Script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        start.Environment["BATCHAI_TEST_MARK"] = mark;
        using Process shell = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

            int[] below = [.. ProcessTable.Descendants(shell.Id).Select(found => found.Pid).Order()];
            Assert.Equal(2, below.Length);
            HashSet<int> all = [.. below, shell.Id];
            Assert.Superset(all, ProcessTable.Descendants(Environment.ProcessId).Select(found => found.Pid).ToHashSet());
            Assert.Equal(all.Order(), ProcessTable.WithVariable("BATCHAI_TEST_MARK", mark).Select(found => found.Pid).Order());
            Assert.Equal(mark, ProcessTable.VariableOf(below[0], "BATCHAI_TEST_MARK"));
            Assert.Null(ProcessTable.VariableOf(below[0], "BATCHAI_TEST"));
            Assert.Contains($"BATCHAI_TEST_MARK={mark}", ProcessTable.EnvironmentOf(below[0]));
            Assert.Equal(["sleep", "1000"], ProcessTable.CommandLineOf(below[0]));
            Assert.Equal("/", ProcessTable.DirectoryOf(shell.Id));
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }
}
