namespace BatchAi.Linux.Tests;

public sealed class FollowingLinks : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_path_without_links_stays_as_it_is_also_where_it_is_not_there()
    {
        Assert.Equal(_directory["a/b"], RealPath.Of(_directory["a/./x/../b/"]));
        Assert.Equal("/", RealPath.Of("/.."));
    }

    [Fact]
    public void Links_in_every_step_are_followed_and_those_in_their_targets_too()
    {
        _directory.MakeDirectory("real/deep");
        _directory.Link("one", _directory["real"]);
        _directory.Link("two", "one/deep/../deep");

        Assert.Equal(_directory["real/deep/file"], RealPath.Of(_directory["two/file"]));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        _directory.Link("a", "b");
        _directory.Link("b", "a");

        Assert.Throws<IOException>(() => RealPath.Of(_directory["a/x"]));
    }

    [Fact]
    public void A_path_stays_below_its_root_or_is_none()
    {
        _directory.Write("root/a/file");
        _directory.Write("secret/file");
        _directory.Link("root/within", "a");
        _directory.Link("root/out", "../secret");
        _directory.Link("root/through", "out/file");
        _directory.Link("root-too", "root");

        Assert.Equal(_directory["root/a/file"], RealPath.Below(_directory["root"], "within/file"));
        Assert.Equal(_directory["root/a/file"], RealPath.Below(_directory["root-too"], "a/file"));
        Assert.Equal(_directory["root"], RealPath.Below(_directory["root"], ""));
        Assert.Null(RealPath.Below(_directory["root"], "../secret"));
        Assert.Null(RealPath.Below(_directory["root"], "../root-too/../secret"));
        Assert.Null(RealPath.Below(_directory["root"], "out/file"));
        // A link whose target goes through another link is the one that a look at final targets alone lets out.
        Assert.Null(RealPath.Below(_directory["root"], "through"));
    }

    [Fact]
    public void A_file_is_opened_by_a_real_path_only()
    {
        string file = _directory.Write("a/file", "text");
        _directory.Link("b", "a");

        RealPath.OpenFile(file).Dispose();
        Assert.Throws<IOException>(() => RealPath.OpenFile(_directory["b/file"]));
    }
}
