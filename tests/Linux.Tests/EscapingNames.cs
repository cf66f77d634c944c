namespace BatchAi.Linux.Tests;

public sealed class EscapingNames
{
    [Theory]
    [InlineData("caf\u00e9.txt", "caf\u00e9.txt")]
    [InlineData("50%", "50%")]
    [InlineData("100%zz", "100%zz")]
    [InlineData("a%20b", "a%2520b")]
    [InlineData("a\nb\u001b[1m", "a%0Ab%1B[1m")]
    [InlineData("back\\slash", "back%5Cslash")]
    [InlineData("\u0085", "%C2%85")]
    public void What_cannot_stand_as_it_is_becomes_percent_and_two_digits(string name, string escaped)
    {
        Assert.Equal(escaped, EscapedName.Of(FileName.Of(name)));
        Assert.True(EscapedName.TryParse(escaped, out FileName parsed));
        Assert.Equal(FileName.Of(name), parsed);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_lead_back_to_themselves()
    {
        Random random = new(10);
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 12)];
            random.NextBytes(bytes);
            // Many percent signs, digits and pieces of letters: where an escape could be taken for another.
            for (int at = 0; at < bytes.Length; at++)
                bytes[at] = random.Next(3) == 0 ? bytes[at] : "%%%4AaF0\xe9\xc3\\"u8[random.Next(10)];
            if (!FileName.TryParse(bytes, out FileName name))
                continue;

            string escaped = EscapedName.Of(name);
            Assert.DoesNotContain(escaped, letter => char.IsControl(letter) || letter == '\\');
            Assert.True(EscapedName.TryParse(escaped, out FileName parsed), escaped);
            Assert.Equal(name, parsed);
        }
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a/%2e%2E/b")]
    [InlineData("a/b%2Fc")]
    [InlineData("%00")]
    public void No_escape_hides_a_step_up_a_slash_or_an_end(string path) => Assert.Null(EscapedName.ParsePath(path));
}
