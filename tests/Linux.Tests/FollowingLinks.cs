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
}
