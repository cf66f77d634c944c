namespace BatchAi.AzureAdapters.Tests;

public sealed class TheScripts
{
    private static readonly CustomData[] s_machines =
    [
        ANode.With(options => options),
        CustomData.Parse(FileServerCloudInit.CustomDataFor(1)),
    ];

    [Fact]
    public void Have_nothing_that_shellcheck_complains_of()
    {
        Tool.Require("shellcheck");

        Assert.All(Files().Where(file => file.Value.IsScript), script =>
        {
            using TemporaryFile file = new(script.Value.Content);
            (int code, string output) = Tool.Run("shellcheck", "--external-sources", file.Path);
            Assert.True(code == 0, $"{script.Key}: {output}");
        });
    }

    [Fact]
    public void Can_all_be_run_and_nothing_else_can() =>
        Assert.All(Files(), file => Assert.Equal(file.Value.IsScript ? "0755" : "0644", file.Value.Permissions));

    [Fact]
    public void Are_what_the_commands_and_units_start()
    {
        string[] started =
        [
            .. s_machines.SelectMany(machine => machine.Commands).Select(command => command[0]),
            .. Files()
                .Where(file => file.Key.EndsWith(".service", StringComparison.Ordinal))
                .SelectMany(unit => unit.Value.Content.Split('\n'))
                .Where(line => line.StartsWith("ExecStart", StringComparison.Ordinal))
                .Select(line => line.Split('=')[1].Split(' ')[0]),
        ];

        Assert.Equal(
            [.. Files().Where(file => file.Value.IsScript).Select(file => file.Key).Order(StringComparer.Ordinal)],
            started.Where(program => program is not ("systemctl" or "/usr/local/lib/batchai/agent")).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, CustomDataFile>> Files() => s_machines.SelectMany(machine => machine.Files);
}
