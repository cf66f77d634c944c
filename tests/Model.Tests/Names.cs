namespace BatchAi.Model.Tests;

public sealed class Names
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A-b_9", true)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("größe", false)]
    [InlineData("a\n", false)]
    public void A_name_is_made_of_letters_digits_hyphens_and_underscores(string text, bool valid) =>
        Assert.Equal(valid, ResourceName.TryParse(text, out _));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.True(ResourceName.TryParse(new string('a', 64), out _));
        Assert.False(ResourceName.TryParse(new string('a', 65), out _));
    }

    [Fact]
    public void A_cluster_id_is_read_in_any_case()
    {
        Assert.True(
            ClusterId.TryParse("/Subscriptions/s/resourcegroups/g/PROVIDERS/microsoft.batchai/workspaces/w/Clusters/c", out ClusterId? id));
        Assert.Equal(new ClusterId(new WorkspaceId("s", "g", "w"), "c"), id);
    }

    [Theory]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData(".", "")]
    [InlineData("", "")]
    [InlineData("a..b", "a..b")]
    [InlineData("/a", null)]
    [InlineData("..", null)]
    [InlineData("a/../b", null)]
    [InlineData("a\\b", null)]
    [InlineData("a\0b", null)]
    public void A_relative_path_never_leaves_its_root(string path, string? normal) => Assert.Equal(normal, RelativePath.Normalize(path));
}
