using System.Diagnostics;

namespace BatchAi.Cli.Tests;

public class QuotingForBash
{
    [Fact]
    public async Task Bash_reads_back_exactly_the_words_that_were_given()
    {
        string[] words =
        [
            "plain",
            "",
            "two words",
            "it's",
            "$HOME",
            "`id`",
            "a;b&&c|d",
            "*",
            "~",
            "\"",
            "\\",
            "!x",
            "#no",
            "a=b",
            "new\nline",
            "--flag=x y",
            "ünï",
            "{a,b}",
        ];
        var start = new ProcessStartInfo("bash", ["-c", $"printf '%s\\0' {ShellQuoting.Join(words)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process bash = Process.Start(start)!;

        string printed = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(words, printed.TrimEnd('\0').Split('\0'));
    }

    [Fact]
    public void Words_that_need_no_quotes_get_none() =>
        Assert.Equal("python train.py --lr=0.1 a/b", ShellQuoting.Join(["python", "train.py", "--lr=0.1", "a/b"]));
}
