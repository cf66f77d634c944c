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
                .Where(line => line.StartsWith("Exec", StringComparison.Ordinal))
                .Select(line => line.Split('=')[1].Split(' ')[0]),
        ];

        // The agent asks for packages itself, and so does a script.
        const string Packages = "/usr/local/lib/batchai/install-packages";
        Assert.Equal(
            [.. Files().Where(file => file.Value.IsScript).Select(file => file.Key).Distinct().Order(StringComparer.Ordinal)],
            started.Append(Packages).Where(program => program is not "/usr/local/lib/batchai/agent").Distinct()
                .Order(StringComparer.Ordinal));
    }

    /// <summary>Starting or reloading nftables.service flushes all rules; a job then reached the metadata service.</summary>
    [Fact]
    public void Raise_the_wall_round_the_metadata_service_again_whenever_it_may_have_fallen()
    {
        IReadOnlyDictionary<string, CustomDataFile> node = s_machines[0].Files;
        string[] wall = node["/etc/systemd/system/batchai-metadata.service"].Content.Split('\n');
        string[] agent = node["/etc/systemd/system/batchai-agent.service"].Content.Split('\n');

        Assert.Contains("PartOf=nftables.service", wall);
        Assert.Contains("ReloadPropagatedFrom=nftables.service", wall);
        Assert.Contains("ExecReload=/usr/local/lib/batchai/protect-metadata", wall);
        Assert.Contains("ExecStartPre=/usr/local/lib/batchai/protect-metadata", agent);
        Assert.DoesNotContain(agent, line => line.StartsWith("Requires=", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, CustomDataFile>> Files() => s_machines.SelectMany(machine => machine.Files);
}
