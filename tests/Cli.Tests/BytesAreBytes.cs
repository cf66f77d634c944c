using System.Text;

namespace BatchAi.Cli.Tests;

public class BytesAreBytes
{
    private const string Hello = """
        {
          "nodeCount": 1,
          "stdOutErrPathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/out",
          "customToolkitSettings": { "commandLine": "echo hi" }
        }
        """;

    private readonly CliRun _cli = new();

    [Theory]
    [InlineData("run")]
    [InlineData("job", "logs", "j1")]
    [InlineData("job", "logs", "-f", "j1")]
    public async Task Output_that_is_not_shown_by_a_terminal_is_exact(params string[] words)
    {
        byte[] content = new byte[100_000];
        new Random(7).NextBytes(content);
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");
        _cli.Api.Files["stdouterr/stdout.txt"] = content;

        Assert.Equal(0, await _cli.RunAsync(words is ["run"] ? ["run", _cli.File("a.json", Hello)] : words));

        Assert.Equal(content, _cli.OutputBytes);
    }

    [Fact]
    public async Task A_terminal_shows_letters_and_colours_and_nothing_that_acts_on_it()
    {
        _cli.IsTerminal = true;
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1");
        _cli.Api.Files["stdouterr/stdout.txt"] =
        [
            .. "ü€😀\t50%\r100%\n"u8,
            .. "\u001b[1;31mred\u001b[m \u001b[2J\u001b]0;title\a \u009b1A\u202e\n"u8,
            0xFF, 0xE2, 0x82, (byte)'\n', 0xE2,
        ];

        Assert.Equal(0, await _cli.RunAsync("job", "logs", "j1"));

        Assert.Equal(
            "ü€😀\t50%\r100%\n\u001b[1;31mred\u001b[m \\x1b[2J\\x1b]0;title\\x07 \\u009b1A\\u202e\n\\xff\\xe2\\x82\n\u001b[0m\\xe2\n",
            _cli.Output);
    }

    [Fact]
    public void Text_for_a_terminal_is_the_same_however_the_bytes_are_cut()
    {
        byte[] bytes = [.. "a€😀\u001b[1;32mgreen\u001b[0m\u001b[5n\u001b\u001b[1"u8, 0xC3, 0x28, 0xF0, 0x9F];
        string whole = Shown([bytes]);

        Assert.Equal("a€😀\u001b[1;32mgreen\u001b[0m\\x1b[5n\\x1b\\x1b[1\\xc3(\\xf0\\x9f\n", whole);
        Assert.Equal(whole, Shown([.. bytes.Select(value => new[] { value })]));
    }

    [Theory]
    [InlineData("plain ü€😀 C:\\x", "plain ü€😀 C:\\x")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[2J\a\u007f", "\\x1b[2J\\x07\\x7f")]
    [InlineData("\u009b\u2028\u202egpj", "\\u009b\\u2028\\u202egpj")]
    public void A_line_is_one_line_whatever_stands_in_it(string text, string shown) => Assert.Equal(shown, Visible.Line(text));

    [Fact]
    public void Half_of_a_pair_of_surrogates_does_not_break_a_line() =>
        Assert.Equal("a\ufffdb", new string([.. Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Visible.Line("a\ud83db")))]));

    /// <summary>The colours that are switched off after each piece are left out: their places follow the cuts.</summary>
    private static string Shown(IEnumerable<byte[]> pieces)
    {
        var text = new TerminalText();
        string shown = string.Concat(pieces.Select(piece => text.Take(piece))) + text.Rest();
        return shown.Replace("\u001b[0m", "") is var bare && shown.Contains("\u001b[0m") ? bare.Replace("green", "green\u001b[0m") : bare;
    }
}
