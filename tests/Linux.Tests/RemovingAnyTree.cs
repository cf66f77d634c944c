using System.Globalization;

namespace BatchAi.Linux.Tests;

/// <summary>
/// Trees as no program would make them, by chance: names of any bytes, loops of links, pipes, sockets, depth, closed directories, and
/// entries that come and go while the tree is removed. <c>BATCHAI_TREES</c> says how many (500), <c>BATCHAI_TREE_SEED</c> the first seed.
/// </summary>
public sealed class RemovingAnyTree : IDisposable
{
    private const uint SomeUser = 54321;

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Leaves_nothing_of_it_and_everything_beside_it()
    {
        int trees = Number("BATCHAI_TREES", 500);
        int first = Number("BATCHAI_TREE_SEED", 1);
        string precious = _directory.Write("precious/file", "kept");
        string parent = _directory.MakeDirectory("parent");
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(parent, (UnixFileMode)0b111_111_111);

        for (int seed = first; seed < first + trees; seed++)
        {
            // As the user the tree belongs to: to root no directory is closed.
            (int made, TreeReport report) = AsAnotherUser(() =>
            {
                using DirectoryHandle top = DirectoryHandle.Open(parent);
                int count = new RandomTree(seed, precious).Make(top);
                return (count, TreeRemoval.Remove($"{parent}/tree", TestContext.Current.CancellationToken));
            });

            Assert.True(report.IsComplete, $"seed {seed}: {string.Join(", ", report.Problems)}");
            Assert.True(made == report.Removed, $"seed {seed}: {made} entries were made, {report.Removed} removed");
            Assert.Empty(Directory.EnumerateFileSystemEntries(parent));
        }
        Assert.Equal("kept", File.ReadAllText(precious));
    }

    [Fact]
    public async Task Ends_while_entries_come_and_go()
    {
        int trees = Number("BATCHAI_TREES", 500) / 25;
        int first = Number("BATCHAI_TREE_SEED", 1);
        string precious = _directory.Write("precious/file", "kept");
        string parent = _directory.MakeDirectory("parent");
        using DirectoryHandle top = _directory.Open("parent");

        for (int seed = first; seed < first + trees; seed++)
        {
            using CancellationTokenSource stop = new();
            new RandomTree(seed, precious).Make(top);
            Task meddling = Task.Run(() => new RandomTree(seed, precious).Meddle(top, stop.Token), CancellationToken.None);
            for (int round = 0; round < 10; round++)
                TreeRemoval.Remove($"{parent}/tree", TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await meddling;

            TreeReport report = TreeRemoval.Remove($"{parent}/tree", TestContext.Current.CancellationToken);
            Assert.True(report.IsComplete, $"seed {seed}: {string.Join(", ", report.Problems)}");
        }
        Assert.Equal("kept", await File.ReadAllTextAsync(precious, TestContext.Current.CancellationToken));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static T AsAnotherUser<T>(Func<T> act) => Environment.IsPrivilegedProcess ? FileSystemUser.Act(SomeUser, SomeUser, act) : act();
}
