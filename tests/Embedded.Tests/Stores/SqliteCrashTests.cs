using System.Diagnostics;
using System.Globalization;
using BatchAi.State;
using static BatchAi.Embedded.Tests.StoreCalls;

namespace BatchAi.Embedded.Tests;

public sealed class SqliteCrashTests : IDisposable
{
    private const string DirectoryVariable = "BATCHAI_TEST_CRASH_DIRECTORY";
    private const int WritesPerCommit = 5;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_commit_that_was_answered_survives_kill_9_and_none_by_halves()
    {
        ProcessStartInfo start = new(
            Environment.ProcessPath!,
            [.. ThisProgram(), "-explicit", "only", "-method", $"*{nameof(Writer_that_is_killed)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [DirectoryVariable] = _directory.Root },
        };
        int answered;
        using (Process writer = Process.Start(start)!)
        {
            Task<string> output = writer.StandardOutput.ReadToEndAsync();
            await Until(() => Answered() >= 100 || writer.HasExited, () => $"100 answered commits; saw {Answered()}");
            Assert.False(writer.HasExited, "The writer ended by itself.");
            writer.Kill();
            await writer.WaitForExitAsync();
            await output;
            answered = Answered();
        }

        using SqliteTableStore store = new(_directory.PathOf("facts.db"));
        IReadOnlyList<string> rows = await store.Rows();

        foreach (IGrouping<string, string> commit in rows.GroupBy(row => row[..8]))
            Assert.Equal(WritesPerCommit, commit.Count());
        Assert.Equal(Enumerable.Range(0, answered).Select(Name), rows.Select(row => row[..8]).Distinct().Take(answered));
        Assert.IsType<CommitOutcome.Committed>(await store.Commit(Insert("after")));
    }

    /// <summary>Runs in a process of its own, which the test above kills.</summary>
    [Fact(Explicit = true)]
    public async Task Writer_that_is_killed()
    {
        string directory =
            Environment.GetEnvironmentVariable(DirectoryVariable)
            ?? throw new InvalidOperationException($"{DirectoryVariable} is not set.");
        using SqliteTableStore store = new(Path.Combine(directory, "facts.db"));
        using StreamWriter answers = new(Path.Combine(directory, "answers")) { AutoFlush = true };
        for (int count = 0; true; count++)
        {
            await store.Commit([
                .. Enumerable.Range(0, WritesPerCommit).Select(index => Insert($"{Name(count)}-{index}", new string('x', 3_000))),
            ]);
            await answers.WriteLineAsync(Name(count));
        }
    }

    [Fact]
    public async Task What_lies_on_the_disk_while_the_store_is_open_is_enough()
    {
        using SqliteTableStore store = new(_directory.PathOf("facts.db"));
        await store.Commit(Insert("a"), Insert("b"));
        await store.Commit(Insert("c"));

        string copies = Directory.CreateDirectory(_directory.PathOf("copy")).FullName;
        foreach (string file in (string[])["facts.db", "facts.db-wal"])
            File.Copy(_directory.PathOf(file), Path.Combine(copies, file));
        using SqliteTableStore recovered = new(Path.Combine(copies, "facts.db"));

        Assert.Equal(["a", "b", "c"], await recovered.Rows());
    }

    [Fact]
    public async Task An_ETag_of_an_earlier_run_is_never_used_again()
    {
        HashSet<string> seen = [];
        for (int run = 0; run < 3; run++)
        {
            using SqliteTableStore store = new(_directory.PathOf("facts.db"));
            CommitOutcome.Committed inserted = Assert.IsType<CommitOutcome.Committed>(await store.Commit(Insert("a")));
            Assert.True(seen.Add(inserted.ETags[0]), $"{inserted.ETags[0]} was used before");
            await store.Commit(new EntityWrite.Delete("a", inserted.ETags[0]));
        }
    }

    private static string Name(int count) => count.ToString("d8", CultureInfo.InvariantCulture);

    /// <summary>Under `dotnet exec` the process is dotnet and the program its first argument.</summary>
    private static string[] ThisProgram() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SqliteCrashTests).Assembly.Location] : [];

    private static async Task Until(Func<bool> reached, Func<string> expected)
    {
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(20));
        long started = Stopwatch.GetTimestamp();
        while (!reached())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_limit, $"Within {s_limit} expected {expected()}.");
            await again.WaitForNextTickAsync();
        }
    }

    /// <summary>Whole lines of the file the writer appends to after each answer.</summary>
    private int Answered()
    {
        string path = _directory.PathOf("answers");
        if (!File.Exists(path))
            return 0;

        using StreamReader answers = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return answers.ReadToEnd().Count(letter => letter == '\n');
    }
}
