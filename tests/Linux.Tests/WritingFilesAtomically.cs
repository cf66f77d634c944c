using System.Text;

namespace BatchAi.Linux.Tests;

public sealed class WritingFilesAtomically : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Survives.MachineCrash)]
    [InlineData(Survives.ProcessCrash)]
    public void A_file_is_made_or_replaced_for_its_owner_alone_and_nothing_else_is_left(Survives survives)
    {
        string file = _directory["file"];

        AtomicFile.Write(file, "first and longer", survives);
        AtomicFile.Write(file, "second", survives);

        Assert.Equal("second", File.ReadAllText(file));
        Assert.Equal(OwnerOnly.FileMode, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.EnumerateFiles(_directory.Root));
    }

    [Fact]
    public void A_file_can_be_made_executable()
    {
        AtomicFile.Write(_directory["script"], "#!/bin/sh\n", Survives.ProcessCrash, OwnerOnly.DirectoryMode);

        Assert.Equal(OwnerOnly.DirectoryMode, File.GetUnixFileMode(_directory["script"]));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_state_and_no_temporary_file()
    {
        _directory.MakeDirectory("file");

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_directory["file"], "text", Survives.MachineCrash));

        Assert.True(Directory.Exists(_directory["file"]));
        Assert.Equal([_directory["file"]], Directory.EnumerateFileSystemEntries(_directory.Root));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(_directory["none/file"], "text", Survives.MachineCrash));
    }

    [Fact]
    public void A_link_is_replaced_and_what_it_leads_to_stays()
    {
        string precious = _directory.Write("precious", "kept");
        _directory.Link("file", precious);

        AtomicFile.Write(_directory["file"], "text", Survives.ProcessCrash);

        Assert.Equal("kept", File.ReadAllText(precious));
        Assert.Null(new FileInfo(_directory["file"]).LinkTarget);
    }

    [Fact]
    public async Task Readers_see_one_whole_text_or_another_while_many_write()
    {
        string file = _directory["file"];
        string[] texts = [.. Enumerable.Range(0, 4).Select(writer => new string((char)('a' + writer), 20_000))];
        AtomicFile.Write(file, texts[0], Survives.ProcessCrash);

        Task[] writers = [.. texts.Select(text => Task.Run(() =>
        {
            for (int round = 0; round < 50; round++)
                AtomicFile.Write(file, text, Survives.ProcessCrash);
        }))];
        Task all = Task.WhenAll(writers);
        HashSet<string> seen = [];
        do
            seen.Add(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        while (!all.IsCompleted);
        await all;

        Assert.Subset(texts.ToHashSet(), seen);
        Assert.Equal([file], Directory.EnumerateFiles(_directory.Root));
    }

    [Fact]
    public async Task Of_many_callers_exactly_one_makes_a_file()
    {
        for (int round = 0; round < 50; round++)
        {
            string file = _directory[$"claim-{round}"];
            using Barrier together = new(4);
            bool[] made = await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return AtomicFile.TryCreate(file, Encoding.ASCII.GetBytes($"{caller}"), Survives.ProcessCrash);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            int winner = Assert.Single(made.Index(), caller => caller.Item).Index;
            Assert.Equal($"{winner}", File.ReadAllText(file));
        }

        Assert.Equal(50, Directory.EnumerateFiles(_directory.Root).Count());
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_nothing_else_is()
    {
        _directory.Write("job.json.123-4.tmp");
        _directory.Write("job.json");
        _directory.Write("notes.tmp");

        AtomicFile.RemoveLeftovers(_directory.Root);

        Assert.Equal(["job.json", "notes.tmp"], Directory.EnumerateFiles(_directory.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_value_that_was_never_finished_is_none_or_an_error_as_the_reader_asks()
    {
        var type = TestJson.Default.TextInJson;
        JsonFile.Write(_directory["whole"], new TextInJson("x"), type, Survives.ProcessCrash);
        _directory.Write("half", "{\"Text\":");

        Assert.Equal(new TextInJson("x"), JsonFile.Read(_directory["whole"], type));
        Assert.Equal(new TextInJson("x"), JsonFile.TryRead(_directory["whole"], type));
        Assert.Null(JsonFile.TryRead(_directory["half"], type));
        Assert.Null(JsonFile.TryRead(_directory["none"], type));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonFile.Read(_directory["half"], type));
        Assert.Throws<FileNotFoundException>(() => JsonFile.Read(_directory["none"], type));
        Assert.False(JsonFile.TryCreate(_directory["whole"], new TextInJson("y"), type, Survives.ProcessCrash));
    }

    [Fact]
    public void A_lock_has_one_holder_and_goes_with_it()
    {
        FileStream first = FileLock.TryTake(_directory["lock"])!;
        Assert.Null(FileLock.TryTake(_directory["lock"]));

        first.Dispose();

        using FileStream? second = FileLock.TryTake(_directory["lock"]);
        Assert.NotNull(second);
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryTake(_directory["none/lock"]));
    }
}
