namespace BatchAi.Linux.Tests;

public sealed class NamingFiles
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0b")]
    public void What_is_no_single_step_of_a_path_is_no_name(string text)
    {
        Assert.False(FileName.TryParse(text, out _));
        Assert.Throws<ArgumentException>(() => FileName.Of(text));
    }

    [Fact]
    public void Names_are_their_bytes()
    {
        FileName odd = FileName.Of([(byte)'a', 0xFF, (byte)'\n']);

        Assert.Equal(FileName.Of([(byte)'a', 0xFF, (byte)'\n']), odd);
        Assert.NotEqual(FileName.Of([(byte)'a', 0xFE, (byte)'\n']), odd);
        Assert.Equal(odd.GetHashCode(), FileName.Of(odd.Bytes).GetHashCode());
        Assert.Equal(@"a\xff\x0a", odd.ToString());
        Assert.False(odd.TryGetText(out _));
        Assert.True(FileName.Of("größe.txt").TryGetText(out string text));
        Assert.Equal("größe.txt", text);
        Assert.Equal("größe.txt", FileName.Of("größe.txt").ToString());
    }
}
