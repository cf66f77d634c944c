using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux.Tests;

/// <summary>A tree that a job wrote, read while it goes on writing.</summary>
public sealed class ReadingTrees : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecentListings _listings = new(TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("me", "me")]
    [InlineData("latest", ".")]
    [InlineData("loop", "../tree")]
    [InlineData("dangling", "nothing")]
    [InlineData("out", "../secret")]
    [InlineData("device", "/dev/null")]
    [InlineData("up", "../../../../../../../../../etc")]
    public void A_link_in_a_circle_to_nothing_or_to_elsewhere_is_shown_as_a_link(string name, string target)
    {
        _directory.Write("secret");
        _directory.Write("tree/file", "text");
        _directory.Link($"tree/{name}", target);

        Assert.Equal([("file", FileKind.File), (name, FileKind.Link)], Shown("").OrderBy(entry => entry.Item2));
    }

    [Fact]
    public void Links_that_stay_in_the_tree_are_what_they_lead_to()
    {
        _directory.Write("tree/epoch-9/weights", "text");
        _directory.Link("tree/latest", "epoch-9");
        _directory.Link("tree/absolute", _directory["tree/epoch-9/weights"]);
        _directory.Link("alias", "tree");
        _directory.Link("tree/through", _directory["alias/latest/weights"]);

        Assert.Equal(
            [("absolute", FileKind.File), ("epoch-9", FileKind.Directory), ("latest", FileKind.Directory), ("through", FileKind.File)],
            Shown(""));
        Assert.Equal([("weights", FileKind.File)], Shown("latest"));
        using TreeReader tree = Tree();
        TreeEntry entry = tree.OpenDirectory([])!.Find(FileName.Of("through"))!;
        Assert.Equal(("epoch-9/weights", 4L, true), (EscapedName.Of(entry.Path), entry.Size, entry.ThroughLink));
        Assert.Equal("text", Read(tree.OpenFile(entry.Path)!));
    }

    [Fact]
    public void A_directory_that_is_removed_while_it_is_listed_is_empty()
    {
        _directory.MakeDirectory("tree/checkpoint");
        using TreeReader tree = Tree();
        using TreeDirectory checkpoint = tree.OpenDirectory([FileName.Of("checkpoint")])!;

        Directory.Delete(_directory["tree/checkpoint"]);

        Assert.Empty(checkpoint.Page(_listings, after: null, take: 10, TestContext.Current.CancellationToken).Entries);
    }

    [Fact]
    public void Directories_that_link_to_each_other_are_a_circle_when_one_is_reached_again()
    {
        _directory.MakeDirectory("tree/a");
        _directory.MakeDirectory("tree/b");
        _directory.Link("tree/a/x", "../b");
        _directory.Link("tree/b/y", "../a");

        Assert.Equal([("x", FileKind.Directory)], Shown("a"));
        Assert.Equal([("y", FileKind.Link)], Shown("a/x"));
    }

    [Fact]
    public void Pipes_sockets_and_what_vanished_are_left_out_and_never_opened()
    {
        _directory.Write("tree/file");
        _directory.Write("tree/gone");
        System.Diagnostics.Process.Start("mkfifo", [_directory["tree/pipe"]])!.WaitForExit();
        using System.Net.Sockets.Socket socket = new(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_directory["tree/socket"]));
        _directory.Link("tree/to-pipe", "pipe");
        using TreeReader tree = Tree();
        using TreeDirectory top = tree.OpenDirectory([])!;

        TreePage first = top.Page(_listings, null, 1, default);
        File.Delete(_directory["tree/gone"]);
        TreePage rest = top.Page(_listings, first.Next, 10, default);

        Assert.Equal("file", EscapedName.Of(Assert.Single(first.Entries).Name));
        Assert.Equal(["to-pipe"], rest.Entries.Select(entry => EscapedName.Of(entry.Name)));
        Assert.Null(tree.OpenFile([FileName.Of("pipe")]));
        Assert.Null(tree.OpenFile([FileName.Of("socket")]));
        Assert.Null(tree.OpenFile([FileName.Of("to-pipe")]));
    }

    [Fact]
    public void A_link_swapped_in_after_the_listing_is_not_followed_anywhere()
    {
        _directory.Write("tree/a/file", "mine");
        _directory.Write("secret/file", "theirs");
        using TreeReader tree = Tree();
        TreeEntry entry = tree.OpenDirectory([FileName.Of("a")])!.Find(FileName.Of("file"))!;

        Directory.Move(_directory["tree/a"], _directory["tree/b"]);
        _directory.Link("tree/a", "../secret");

        Assert.Null(tree.OpenFile(entry.Path));
        Assert.Null(tree.OpenDirectory([FileName.Of("a")]));
    }

    [Fact]
    public async Task While_a_directory_and_a_link_out_change_places_nothing_outside_is_seen()
    {
        _directory.Write("tree/a/mine");
        _directory.Write("secret/theirs");
        _directory.Link("tree/b", "../secret");
        using CancellationTokenSource stop = new();
        using DirectoryHandle top = _directory.Open("tree");
        (FileName a, FileName b, FileName c) = (FileName.Of("a"), FileName.Of("b"), FileName.Of("c"));
        Task swapper = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                top.Rename(a, top, c, replace: false);
                top.Rename(b, top, a, replace: false);
                top.Rename(c, top, b, replace: false);
            }
        });

        using TreeReader tree = Tree();
        int seen = 0;
        for (int round = 0; (round < 1000 || seen < 20) && !swapper.IsCompleted; round++)
        {
            using TreeDirectory? found = tree.OpenDirectory([a]);
            if (found is null)
                continue;
            Assert.All(found.Page(_listings, null, 10, default).Entries, entry => Assert.Equal(FileName.Of("mine"), entry.Name));
            seen++;
        }
        await stop.CancelAsync();
        await swapper;
    }

    [Fact]
    public void A_whole_listing_reads_the_directory_once_and_looks_at_each_entry_once()
    {
        const int Files = 20_000;
        string tree = _directory.MakeDirectory("tree");
        for (int number = 0; number < Files; number++)
            File.Create($"{tree}/{number:D5}").Dispose();
        using TreeReader reader = Tree();
        using TreeDirectory top = reader.OpenDirectory([])!;

        List<string> seen = [];
        for (FileName? after = null; ;)
        {
            int before = top.LookedAt;
            TreePage page = top.Page(_listings, after, 1000, default);
            Assert.Equal(1000, top.LookedAt - before);
            seen.AddRange(page.Entries.Select(entry => EscapedName.Of(entry.Name)));
            if (page.Next is not { } next)
                break;
            after = next;
        }

        Assert.Equal(Enumerable.Range(0, Files).Select(number => $"{number:D5}"), seen);
        Assert.Equal(1, _listings.Readings);
        Assert.NotNull(top.Find(FileName.Of("19999")));
        Assert.Equal(1, _listings.Readings);
    }

    [Fact]
    public void A_part_passes_over_a_bounded_number_of_names_with_nothing_to_show()
    {
        for (int number = 0; number < 1500; number++)
            _directory.Write($"tree/{number:D4}");
        using TreeReader reader = Tree();
        using TreeDirectory top = reader.OpenDirectory([])!;
        TreePage first = top.Page(_listings, null, 1, default);
        for (int number = 1; number < 1500; number++)
            File.Delete(_directory[$"tree/{number:D4}"]);

        TreePage second = top.Page(_listings, first.Next, 1, default);
        TreePage third = top.Page(_listings, second.Next, 1, default);

        Assert.Equal((0, 0), (second.Entries.Count, third.Entries.Count));
        Assert.NotNull(second.Next);
        Assert.Null(third.Next);
    }

    [Fact]
    public void More_names_than_are_kept_are_refused_and_one_can_still_be_found()
    {
        foreach (string name in (string[])["a", "b", "c"])
            _directory.Write($"tree/{name}");
        using TreeReader reader = Tree();
        using TreeDirectory top = reader.OpenDirectory([])!;

        Assert.Throws<DirectoryTooLargeException>(() => top.Page(new RecentListings(TimeProvider.System, most: 2), null, 1, default));
        Assert.NotNull(top.Find(FileName.Of("c")));
    }

    [Fact]
    public async Task Files_that_are_renamed_while_they_are_listed_never_fail_a_listing()
    {
        for (int number = 0; number < 50; number++)
            _directory.Write($"tree/checkpoint-{number}.tmp");
        using CancellationTokenSource stop = new();
        Task writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                foreach (string file in Directory.GetFiles(_directory["tree"]))
                    File.Move(file, file.EndsWith(".tmp", StringComparison.Ordinal) ? file[..^4] : file + ".tmp", overwrite: true);
        });

        using TreeReader tree = Tree();
        for (int round = 0; round < 200; round++)
        {
            using TreeDirectory top = tree.OpenDirectory([])!;
            foreach (TreeEntry entry in top.Page(_listings, null, 1000, default).Entries)
                tree.OpenFile(entry.Path)?.Dispose();
        }
        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void What_this_process_may_not_read_is_denied_and_hides_nothing_else()
    {
        _directory.Write("tree/closed/file", "text");
        string file = _directory.Write("tree/unreadable", "text");
        File.SetUnixFileMode(_directory["tree/closed"], UnixFileMode.None);
        File.SetUnixFileMode(file, UnixFileMode.None);
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0x1ED);

        AsNobody(() =>
        {
            using TreeReader tree = Tree();
            using TreeDirectory top = tree.OpenDirectory([])!;
            Assert.Equal(2, top.Page(_listings, null, 10, default).Entries.Count);
            Assert.Throws<UnauthorizedAccessException>(() => tree.OpenDirectory([FileName.Of("closed")]));
            Assert.Throws<UnauthorizedAccessException>(() => tree.OpenDirectory([FileName.Of("closed"), FileName.Of("file")]));
            Assert.Throws<UnauthorizedAccessException>(() => tree.OpenFile([FileName.Of("unreadable")]));
        });
        File.SetUnixFileMode(_directory["tree/closed"], (UnixFileMode)0x1C0);
    }

    [Fact]
    public void Links_that_go_up_and_down_without_end_cost_a_bounded_number_of_steps()
    {
        _directory.MakeDirectory("tree/d");
        _directory.Link("tree/0", string.Concat(Enumerable.Repeat("d/../", 700)) + "d");
        for (int number = 1; number < 40; number++)
            _directory.Link($"tree/{number}", string.Concat(Enumerable.Repeat($"{number - 1}/../", 20)) + "d");

        Assert.Equal(FileKind.Link, Shown("").Single(entry => entry.Item1 == "39").Item2);
    }

    /// <summary>Root may read everything, so root acts as a user who owns nothing.</summary>
    private static void AsNobody(Action act)
    {
        if (Environment.UserName != "root")
            act();
        else
            FileSystemUser.Act<object?>(65534, 65534, () =>
            {
                act();
                return null;
            });
    }

    private IEnumerable<(string, FileKind)> Shown(string path)
    {
        using TreeReader tree = Tree();
        using TreeDirectory directory = tree.OpenDirectory(EscapedName.ParsePath(path)!)!;
        return [.. directory.Page(_listings, null, 100, default).Entries.Select(entry => (EscapedName.Of(entry.Name), entry.Kind))];
    }

    private TreeReader Tree() => TreeReader.Open(_directory["tree"])!;

    private static string Read(SafeFileHandle handle)
    {
        using StreamReader reader = new(new FileStream(handle, FileAccess.Read));
        return reader.ReadToEnd();
    }
}
