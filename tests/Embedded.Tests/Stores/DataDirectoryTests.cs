using BatchAi.State;

namespace BatchAi.Embedded.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode OpenToAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        using DataDirectory data = DataDirectory.Open(_directory.PathOf("a/b"));

        Assert.Equal("700", Modes.Of(data.Root));
        Assert.Equal(_directory.PathOf("a/b/facts.db"), data.FactsFile);
    }

    [Fact]
    public async Task The_facts_and_their_log_are_for_its_owner_alone()
    {
        using DataDirectory data = DataDirectory.Open(_directory.PathOf("data"));
        using SqliteTableStore store = new(data.FactsFile);
        await store.TryInsertAsync(Tables.Facts, "p", "r", 1, TestContext.Current.CancellationToken);

        Assert.Equal(("600", "600"), (Modes.Of(data.FactsFile), Modes.Of(data.FactsFile + "-wal")));
    }

    [Fact]
    public void It_is_open_for_one_at_a_time_and_names_the_holder()
    {
        using (DataDirectory.Open(_directory.PathOf("data")))
        {
            DataDirectoryException refused = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(_directory.PathOf("data")));
            Assert.Contains($"in use by another LocalHost (pid {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
        }

        DataDirectory.Open(_directory.PathOf("data")).Dispose();
    }

    [Fact]
    public void A_lock_file_and_pid_that_a_killed_process_left_do_not_matter()
    {
        string root = Directory.CreateDirectory(_directory.PathOf("data")).FullName;
        File.WriteAllText(Path.Combine(root, "lock"), "");
        File.WriteAllText(Path.Combine(root, "pid"), "1");

        DataDirectory.Open(root).Dispose();
    }

    [Fact]
    public void A_file_is_no_data_directory()
    {
        File.WriteAllText(_directory.PathOf("file"), "");

        string expected = $"{_directory.PathOf("file")} is a file; --data needs a directory.";
        Assert.Equal(expected, Refusal(_directory.PathOf("file")));
        Assert.Equal(expected, Refusal(_directory.PathOf("file/data/more")));
    }

    [Fact]
    public void A_directory_with_other_files_that_is_open_to_others_is_left_alone()
    {
        string root = Directory.CreateDirectory(_directory.PathOf("home")).FullName;
        Modes.Set(root, OpenToAll);
        File.WriteAllText(Path.Combine(root, "thesis.txt"), "");

        Assert.Contains("has other files", Refusal(root), StringComparison.Ordinal);
        Assert.Equal("705", Modes.Of(root));
    }

    [Fact]
    public void A_place_where_nothing_can_be_written_is_refused_in_one_line()
    {
        string refusal = Refusal("/proc/data");

        Assert.StartsWith("/proc/data ", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void A_full_disk_is_called_that()
    {
        // Writing to this device always ends with "no space left".
        string root = Directory.CreateDirectory(_directory.PathOf("data")).FullName;
        File.WriteAllText(Path.Combine(root, "lock"), "");
        File.CreateSymbolicLink(Path.Combine(root, "pid"), "/dev/full");

        Assert.Equal($"{root} cannot be used: the disk is full.", Refusal(root));
        File.Delete(Path.Combine(root, "pid"));
        DataDirectory.Open(root).Dispose();
    }

    private static string Refusal(string path) => Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(path)).Message;
}
