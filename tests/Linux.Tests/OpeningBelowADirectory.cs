using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux.Tests;

public sealed class OpeningBelowADirectory : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("a/b/file")]
    [InlineData("./a//b/./file")]
    public void A_file_is_opened_step_by_step(string path)
    {
        _directory.Write("root/a/b/file", "text");
        _directory.Write("root/file", "text");
        using DirectoryHandle root = _directory.Open("root");

        Assert.Equal("text", Read(root.OpenFileBelow(path)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/\0")]
    public void A_path_that_leaves_the_directory_is_refused(string path)
    {
        using DirectoryHandle root = _directory.Open();

        Assert.Throws<ArgumentException>(() => root.OpenFileBelow(path));
        Assert.Throws<ArgumentException>(() => root.OpenDirectoryBelow(path));
    }

    [Fact]
    public void No_link_is_followed_wherever_it_stands_and_wherever_it_leads()
    {
        _directory.Write("secret", "s");
        _directory.Write("root/a/file", "f");
        _directory.Link("root/out", "../secret");
        _directory.Link("root/absolute", _directory["secret"]);
        _directory.Link("root/up", "..");
        _directory.Link("root/within", "a");
        using DirectoryHandle root = _directory.Open("root");

        foreach (string path in (string[])["out", "absolute", "up/secret", "within/file"])
            Assert.Throws<IOException>(() => root.OpenFileBelow(path));
        Assert.Throws<IOException>(() => root.OpenDirectoryBelow("within"));
        Assert.Throws<FileNotFoundException>(() => root.OpenFileBelow("a/none"));
    }

    [Fact]
    public void Only_regular_files_are_files_and_a_pipe_keeps_nobody_waiting()
    {
        _directory.MakeDirectory("inner");
        System.Diagnostics.Process.Start("mkfifo", [_directory["pipe"]])!.WaitForExit();
        using DirectoryHandle root = _directory.Open();

        Assert.Throws<IOException>(() => root.OpenFile(FileName.Of("pipe")));
        Assert.Throws<IOException>(() => root.OpenFile(FileName.Of("inner")));
        Assert.Equal(FileKind.Special, Assert.Single(root.List(), entry => entry.Name == FileName.Of("pipe")).Kind);
    }

    [Fact]
    public void A_directory_that_is_open_stays_the_same_when_a_link_takes_its_place()
    {
        _directory.Write("root/a/file", "mine");
        _directory.Write("other/file", "theirs");
        using DirectoryHandle opened = _directory.Open("root").OpenDirectory(FileName.Of("a"));

        Directory.Move(_directory["root/a"], _directory["moved"]);
        _directory.Link("root/a", _directory["other"]);

        Assert.Equal("mine", Read(opened.OpenFile(FileName.Of("file"))));
    }

    [Fact]
    public async Task While_a_link_and_a_file_change_places_only_the_file_is_ever_read()
    {
        string file = _directory.Write("root/file", "mine");
        string secret = _directory.Write("secret", "theirs");
        string link = _directory.Link("root/link", secret);
        using DirectoryHandle root = _directory.Open("root");
        using CancellationTokenSource stop = new();
        FileName shown = FileName.Of("shown");
        Task swapper = Task.Run(() =>
        {
            for (bool linked = false; !stop.IsCancellationRequested; linked = !linked)
            {
                File.Delete(_directory["root/next"]);
                if (linked)
                    File.CreateSymbolicLink(_directory["root/next"], secret);
                else
                    File.Copy(file, _directory["root/next"]);
                root.Rename(FileName.Of("next"), root, shown, replace: true);
            }
        });

        int read = 0, refused = 0;
        while ((read < 200 || refused < 20) && !swapper.IsCompleted)
        {
            try
            {
                Assert.Equal("mine", Read(root.OpenFile(shown)));
                read++;
            }
            catch (IOException)
            {
                refused++;
            }
        }
        await stop.CancelAsync();
        await swapper;
        Assert.True(File.Exists(link));
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_listed_opened_renamed_and_removed()
    {
        FileName odd = FileName.Of([0xC3, 0x28, 0xFF]);
        FileName other = FileName.Of([0xFE]);
        _directory.Write("plain", "text");
        using DirectoryHandle root = _directory.Open();

        root.Rename(FileName.Of("plain"), root, odd, replace: false);
        Assert.Equal([new DirectoryEntry(odd, FileKind.File)], root.List());
        Assert.Equal("text", Read(root.OpenFile(odd)));
        root.MakeDirectory(other);
        using (DirectoryHandle inner = root.OpenDirectory(other))
        {
            root.Rename(odd, inner, odd, replace: false);
            Assert.Equal(odd, Assert.Single(inner.List()).Name);
            inner.RemoveFile(odd);
        }
        root.RemoveDirectory(other);

        Assert.Empty(root.List());
    }

    [Fact]
    public void An_entry_is_replaced_only_on_request()
    {
        _directory.Write("a", "a");
        _directory.Write("b", "b");
        using DirectoryHandle root = _directory.Open();

        Assert.Throws<IOException>(() => root.Rename(FileName.Of("a"), root, FileName.Of("b"), replace: false));
        Assert.Equal("b", File.ReadAllText(_directory["b"]));
        root.Rename(FileName.Of("a"), root, FileName.Of("b"), replace: true);

        Assert.Equal("a", File.ReadAllText(_directory["b"]));
    }

    [Fact]
    public void A_long_listing_is_whole_and_can_be_read_again()
    {
        for (int number = 0; number < 1500; number++)
            _directory.Write($"a-rather-long-name-of-a-file-{number:D6}");
        using DirectoryHandle root = _directory.Open();

        Assert.Equal(1500, root.List().Select(entry => entry.Name).Distinct().Count());
        Assert.Equal(1500, root.List().Count);
    }

    private static string Read(SafeFileHandle handle)
    {
        using StreamReader reader = new(new FileStream(handle, FileAccess.Read));
        return reader.ReadToEnd();
    }
}
