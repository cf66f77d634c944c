using System.Diagnostics;

namespace BatchAi.Linux.Tests;

public sealed class RemovingTrees : IDisposable
{
    private const uint SomeUser = 54321;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Everything_goes_and_is_counted()
    {
        _directory.Write("tree/file");
        _directory.Write("tree/a/b/file");
        _directory.MakeDirectory("tree/empty");

        TreeReport report = TreeRemoval.Remove(_directory["tree"]);

        Assert.True(report.IsComplete);
        Assert.Equal(6, report.Removed);
        Assert.False(Directory.Exists(_directory["tree"]));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("none/at/all")]
    [InlineData("file/none")]
    public void What_is_not_there_is_removed_already(string path)
    {
        _directory.Write("file");

        TreeReport report = TreeRemoval.Remove(_directory[path]);

        Assert.Equal((true, 0), (report.IsComplete, report.Removed));
    }

    [Fact]
    public void Links_are_removed_and_never_followed()
    {
        string precious = _directory.Write("precious/file", "kept");
        _directory.MakeDirectory("tree");
        _directory.Link("tree/to-a-directory", _directory["precious"]);
        _directory.Link("tree/to-a-file", precious);
        _directory.Link("tree/to-nothing", "nowhere");
        _directory.Link("linked-tree", _directory["precious"]);

        Assert.True(TreeRemoval.Remove(_directory["tree"]).IsComplete);
        Assert.True(TreeRemoval.Remove(_directory["linked-tree"]).IsComplete);

        Assert.Equal("kept", File.ReadAllText(precious));
        Assert.Equal([_directory["precious"]], Directory.EnumerateFileSystemEntries(_directory.Root));
    }

    [Fact]
    public void Names_may_be_any_bytes()
    {
        using (DirectoryHandle tree = DirectoryHandle.Open(_directory.MakeDirectory("tree")))
        {
            FileName odd = FileName.Of([0xFF, (byte)'\n', 0xC3]);
            tree.MakeDirectory(odd);
            using DirectoryHandle inner = tree.OpenDirectory(odd);
            _directory.Write("plain");
            using DirectoryHandle root = _directory.Open();
            root.Rename(FileName.Of("plain"), inner, odd, replace: false);
            inner.MakeDirectory(FileName.Of(new string('x', 255)));
            inner.MakeDirectory(FileName.Of(" -rf \\ * "));
        }

        Assert.True(TreeRemoval.Remove(_directory["tree"]).IsComplete);
        Assert.False(Directory.Exists(_directory["tree"]));
    }

    [Fact]
    public void A_tree_of_any_depth_takes_few_descriptors()
    {
        // Many times deeper than descriptors are held, and its path is longer than any path may be (4,096 bytes).
        const int Depth = 300;
        FileName step = FileName.Of("a-directory-in-a-directory");
        DirectoryHandle at = DirectoryHandle.Open(_directory.MakeDirectory("tree"));
        for (int level = 0; level < Depth; level++)
        {
            at.MakeDirectory(step);
            at.MakeDirectory(FileName.Of("beside"));
            DirectoryHandle below = at.OpenDirectory(step);
            at.Dispose();
            at = below;
        }
        at.Dispose();
        using DirectoryHandle root = _directory.Open();
        using TreeWalk walk = new(root, FileName.Of("tree"), "");

        while (walk.Step())
            Assert.InRange(walk.OpenDirectories, 1, TreeWalk.MostOpen + 1);

        Assert.True(walk.Report.IsComplete);
        Assert.Equal(2 * Depth + 1, walk.Report.Removed);
    }

    [Fact]
    public void More_entries_than_one_reading_brings_go()
    {
        for (int number = 0; number < 1500; number++)
            _directory.Write($"tree/a-file-with-a-rather-long-name-{number}");

        Assert.Equal(1501, TreeRemoval.Remove(_directory["tree"]).Removed);
    }

    [Fact]
    public void Rights_that_their_owner_took_away_are_given_back()
    {
        _directory.Write("tree/unreadable/inner/file");
        _directory.Write("tree/not-to-pass/inner/file");
        _directory.Write("tree/read-only/file");
        Chown("tree");
        Mode("tree/unreadable/inner", UnixFileMode.None);
        Mode("tree/unreadable", UnixFileMode.None);
        Mode("tree/not-to-pass", UnixFileMode.UserRead);
        Mode("tree/read-only", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _directory.MakeDirectory("parent");
        Directory.Move(_directory["tree"], _directory["parent/tree"]);
        Chown("parent");
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0b111_111_111);

        TreeReport report = AsAnotherUser(() => TreeRemoval.Remove(_directory["parent/tree"]));

        Assert.Empty(report.Problems);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory["parent"]));
    }

    [Fact]
    public void What_belongs_to_somebody_else_stays_and_is_reported_and_all_else_goes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        _directory.Write("parent/tree/mine/file");
        Chown("parent");
        _directory.Write("parent/tree/theirs/file");
        Chown("parent/tree", recursive: false);
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0b111_111_111);

        TreeReport report = AsAnotherUser(() => TreeRemoval.Remove(_directory["parent/tree"]));

        Assert.Equal([new TreeProblem(_directory["parent/tree/theirs/file"], "Permission denied")], report.Problems);
        Assert.Equal(1, report.ProblemCount);
        Assert.Equal([_directory["parent/tree/theirs"]], Directory.EnumerateFileSystemEntries(_directory["parent/tree"]));
        IOException refused = Assert.Throws<IOException>(() => AsAnotherUser(() =>
        {
            TreeRemoval.Delete(_directory["parent/tree"]);
            return 0;
        }));
        Assert.Equal(
            $"{_directory["parent/tree"]} cannot be removed: {_directory["parent/tree/theirs/file"]}: Permission denied", refused.Message);
    }

    [Theory]
    [InlineData("tmpfs")]
    [InlineData("bind")]
    public void What_is_mounted_in_it_stays_and_is_reported_and_all_else_goes(string kind)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        _directory.Write("tree/a/file");
        string mountPoint = _directory.MakeDirectory("tree/a/mounted");
        string source = _directory.MakeDirectory("source");
        string[] arguments = kind == "bind" ? ["--bind", source, mountPoint] : ["-t", "tmpfs", "test", mountPoint];
        Assert.SkipUnless(Run("mount", arguments) == 0, "nothing can be mounted here");
        try
        {
            File.WriteAllText($"{mountPoint}/precious", "kept");

            TreeReport report = TreeRemoval.Remove(_directory["tree"]);
            TreeReport ofMountPoint = TreeRemoval.Remove(mountPoint);

            Assert.Equal([new TreeProblem(mountPoint, "something is still mounted there")], report.Problems);
            Assert.Equal(report.Problems, ofMountPoint.Problems);
            Assert.Equal("kept", File.ReadAllText($"{mountPoint}/precious"));
            Assert.Equal([mountPoint], Directory.EnumerateFileSystemEntries(_directory["tree/a"]));
            Assert.Equal([mountPoint], new MountTable().Below(_directory.Root));
        }
        finally
        {
            Assert.Equal(0, Run("umount", mountPoint));
        }
        Assert.True(TreeRemoval.Remove(_directory["tree"]).IsComplete);
    }

    [Fact]
    public void A_mount_is_known_by_the_same_number_on_old_kernels()
    {
        using DirectoryHandle here = _directory.Open();
        using DirectoryHandle proc = DirectoryHandle.Open("/proc");

        Assert.Equal(FileStatus.Of(here.Handle).Mount, FileStatus.MountOf(here.Handle));
        Assert.NotEqual(FileStatus.MountOf(proc.Handle), FileStatus.MountOf(here.Handle));
    }

    [Fact]
    public void Two_removals_of_one_tree_at_a_time_do_no_harm()
    {
        for (int round = 0; round < 5; round++)
        {
            for (int number = 0; number < 60; number++)
                _directory.Write($"tree/{number % 6}/{number}/file");

            Parallel.For(0, 4, _ => TreeRemoval.Remove(_directory["tree"]));

            Assert.True(TreeRemoval.Remove(_directory["tree"]).IsComplete);
            Assert.False(Directory.Exists(_directory["tree"]));
        }
    }

    [Fact]
    public async Task Links_laid_in_the_place_of_directories_meanwhile_lead_nowhere()
    {
        for (int number = 0; number < 20; number++)
            _directory.Write($"precious/{number}/file");
        using CancellationTokenSource stop = new();
        string inner = _directory["tree/inner"];
        // A job that goes on while its directory is removed: now a directory, now a link to somebody else's, under one name.
        Task job = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    Directory.CreateDirectory($"{inner}/below");
                    File.Delete(_directory["next"]);
                    File.CreateSymbolicLink(_directory["next"], _directory["precious"]);
                    Directory.Move(inner, _directory[$"away-{Guid.NewGuid()}"]);
                    File.Move(_directory["next"], inner);
                    File.Delete(inner);
                }
                catch (IOException)
                {
                    // The removal was quicker.
                }
            }
        });

        for (int round = 0; round < 200; round++)
            TreeRemoval.Remove(_directory["tree"]);
        await stop.CancelAsync();
        await job;

        Assert.Equal(20, Directory.EnumerateFiles(_directory["precious"], "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void A_tree_that_is_moved_while_it_is_removed_is_reported_and_nothing_beside_it_is_touched()
    {
        // Deep enough that descriptors are given up, so that the removal has to come back by "..".
        string path = string.Join('/', Enumerable.Repeat("d", 3 * TreeWalk.MostOpen));
        _directory.Write($"tree/{path}/file");
        string beside = _directory.Write("elsewhere/beside");
        using DirectoryHandle root = _directory.Open();
        using TreeWalk walk = new(root, FileName.Of("tree"), _directory.Root);
        while (File.Exists(_directory[$"tree/{path}/file"]))
            Assert.True(walk.Step());

        Directory.Move(_directory["tree/d/d/d"], _directory["elsewhere/moved"]);
        while (walk.Step())
        {
        }

        Assert.Equal("it was moved while it was removed", Assert.Single(walk.Report.Problems).Reason);
        Assert.True(File.Exists(beside));
        Assert.Equal([_directory["elsewhere/beside"]], Directory.EnumerateFiles(_directory["elsewhere"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_removal_can_be_given_up()
    {
        _directory.Write("tree/file");

        Assert.Throws<OperationCanceledException>(() => TreeRemoval.Remove(_directory["tree"], new CancellationToken(canceled: true)));

        Assert.True(File.Exists(_directory["tree/file"]));
    }

    private static T AsAnotherUser<T>(Func<T> act) => Environment.IsPrivilegedProcess ? FileSystemUser.Act(SomeUser, SomeUser, act) : act();

    private void Mode(string path, UnixFileMode mode) => File.SetUnixFileMode(_directory[path], mode);

    private void Chown(string path, bool recursive = true)
    {
        if (!Environment.IsPrivilegedProcess)
            return;

        FileSystemUser.Give(_directory[path], SomeUser, SomeUser);
        foreach (string entry in recursive ? Directory.GetFileSystemEntries(_directory[path], "*", SearchOption.AllDirectories) : [])
            FileSystemUser.Give(entry, SomeUser, SomeUser);
    }

    private static int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
