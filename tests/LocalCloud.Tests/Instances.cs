using System.Text.Json.Nodes;
using BatchAi.Linux;

namespace BatchAi.LocalCloud.Tests;

public sealed class Instances
{
    [Fact]
    public async Task Run_their_custom_data_in_a_directory_and_with_an_address_of_their_own()
    {
        await using ACloud cloud = await ACloud.StartAsync();

        await cloud.CreateAsync("bai-a", 2, Scripts.Node);

        IReadOnlyDictionary<string, string>[] seen = await Task.WhenAll(EnvironmentAsync(cloud, "0"), EnvironmentAsync(cloud, "1"));
        string directory = cloud.InstanceDirectory("bai-a", "0");
        Assert.Equal(directory, seen[0]["BATCHAI_INSTANCE_DIR"]);
        Assert.Equal("0", seen[0]["BATCHAI_INSTANCE_ID"]);
        Assert.Equal(Path.Combine(directory, "home"), seen[0]["HOME"]);
        Assert.Equal("", seen[0]["CUDA_VISIBLE_DEVICES"]);
        Assert.StartsWith("127.", seen[0]["BATCHAI_ADDRESS"], StringComparison.Ordinal);
        Assert.NotEqual(seen[0]["BATCHAI_ADDRESS"], seen[1]["BATCHAI_ADDRESS"]);
        Assert.NotEqual(seen[0]["TMPDIR"], seen[1]["TMPDIR"]);
        Assert.True(seen[0]["TMPDIR"].Length <= 60, seen[0]["TMPDIR"]);
        Assert.DoesNotContain("DOTNET_ROOT", seen[0].Keys);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "identity")));
        JsonNode described = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "instance.json")))!;
        Assert.Equal(seen[0]["BATCHAI_ADDRESS"], described["address"]!.GetValue<string>());
    }

    [Fact]
    public async Task Are_proven_by_their_identity_file_alone()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);
        string identity = await File.ReadAllTextAsync(Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "identity"));

        Assert.True(cloud.Server.ProvesIdentity("bai-a", "0", identity));
        Assert.False(cloud.Server.ProvesIdentity("bai-a", "1", identity));
        Assert.False(cloud.Server.ProvesIdentity("bai-a", "7", identity));
        Assert.False(cloud.Server.ProvesIdentity("bai-b", "0", identity));
    }

    [Fact]
    public async Task Go_on_through_a_restart_and_keep_their_process()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);
        MainProcess before = await MainAsync(cloud, "0");

        await cloud.RestartAsync();
        using HttpResponseMessage raised = await cloud.ResizeAsync("bai-a", 3);
        await cloud.FinishAsync(raised);

        Assert.Equal(["0", "1", "2"], await cloud.ListIdsAsync("bai-a"));
        Assert.Equal(before, await MainAsync(cloud, "0"));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "boots")));
    }

    [Fact]
    public async Task Are_not_booted_twice_when_the_cloud_died_before_it_noted_the_boot()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Scripts.Node);
        MainProcess before = await MainAsync(cloud, "0");
        string file = Path.Combine(cloud.Directory, "scalesets", "bai-a.json");
        await cloud.RestartAsync(whileDown: async () =>
            await File.WriteAllTextAsync(
                file,
                (await File.ReadAllTextAsync(file)).Replace("\"Succeeded\"", "\"Creating\"", StringComparison.Ordinal)));

        await ACloud.EventuallyAsync("the instance is found running", async () =>
        {
            JsonObject instance = await cloud.GetAsync($"{ACloud.Group}/bai-a/virtualMachines/0");
            string state = instance["properties"]!["provisioningState"]!.GetValue<string>();
            return (state == "Succeeded", state);
        });

        Assert.Equal(before, await MainAsync(cloud, "0"));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "boots")));
    }

    [Fact]
    public async Task Boot_again_when_their_main_process_dies_also_one_that_was_adopted()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Scripts.Node);
        MainProcess first = await MainAsync(cloud, "0");
        string bootId = await BootIdAsync(cloud);
        await cloud.RestartAsync();

        Signals.Send(first.Id, Signal.Kill);

        await ACloud.EventuallyAsync(
            "the instance boots again",
            () => MainProcess.Recorded(cloud.InstanceDirectory("bai-a", "0")) is { } main && main != first);
        Assert.NotEqual(bootId, await BootIdAsync(cloud));
    }

    [Fact]
    public async Task Boot_again_also_when_the_record_of_their_process_could_not_be_read_for_a_while()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);
        MainProcess first = await MainAsync(cloud, "0");
        MainProcess second = await MainAsync(cloud, "1");
        string record = Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "main.stat");

        // Reading this process's memory at address 0 fails with an input/output error.
        File.Delete(record);
        File.CreateSymbolicLink(record, "/proc/self/mem");
        Signals.Send(first.Id, Signal.Kill);
        Signals.Send(second.Id, Signal.Kill);
        await ACloud.EventuallyAsync(
            "the other one boots again",
            () => MainProcess.Recorded(cloud.InstanceDirectory("bai-a", "1")) is { } main && main != second);
        File.Delete(record);

        await ACloud.EventuallyAsync(
            "it boots again",
            () => MainProcess.Recorded(cloud.InstanceDirectory("bai-a", "0")) is { } main && main != first);
    }

    [Fact]
    public async Task Keep_their_boot_when_only_the_main_process_was_lost()
    {
        const string WithJob = """
            #!/bin/sh
            [ -e "$HOME/job" ] || { touch "$HOME/job"; setsid sleep 1000 & }
            echo $$ >>"$BATCHAI_INSTANCE_DIR/boots"
            exec sleep 1000
            """;
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, WithJob);
        MainProcess first = await MainAsync(cloud, "0");
        string bootId = await BootIdAsync(cloud);

        Signals.Send(first.Id, Signal.Kill);

        await ACloud.EventuallyAsync(
            "the main process runs again",
            () => MainProcess.Recorded(cloud.InstanceDirectory("bai-a", "0")) is { } main && main != first);
        Assert.Equal(bootId, await BootIdAsync(cloud));
    }

    [Fact]
    public async Task Go_with_files_whose_names_are_not_UTF8()
    {
        const string Odd = """
            #!/bin/sh
            mkdir "$HOME/$(printf 'odd\377')" && touch "$HOME/$(printf 'odd\377/\300')"
            touch "$HOME/ready"
            exec sleep 1000
            """;
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Odd);
        string ready = Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "home", "ready");
        await ACloud.EventuallyAsync("the files are there", () => File.Exists(ready));

        using HttpResponseMessage removed = await cloud.RemoveAsync("bai-a", "0");
        JsonObject operation = await cloud.FinishAsync(removed);

        Assert.Equal("Succeeded", operation["status"]!.GetValue<string>());
        Assert.False(Directory.Exists(cloud.InstanceDirectory("bai-a", "0")));
    }

    [Theory]
    [InlineData(Scripts.Stubborn)]
    [InlineData(Scripts.Detaching)]
    public async Task Leave_no_process_and_no_file_behind(string script)
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, script);
        HashSet<string> directories = [cloud.InstanceDirectory("bai-a", "0")];
        IReadOnlyList<ProcessStat> members = [];
        await ACloud.EventuallyAsync(
            "the detached processes run",
            () => (members = InstanceProcesses.Read().MembersOf(directories)).Count(member => NameOf(member) == "sleep") >= 3);

        using HttpResponseMessage removed = await cloud.RemoveAsync("bai-a", "0");
        JsonObject operation = await cloud.FinishAsync(removed);

        Assert.Equal("Succeeded", operation["status"]!.GetValue<string>());
        Assert.All(members, member => Assert.False(new MainProcess(member.Id).IsAlive, $"{member} is alive"));
        Assert.Empty(InstanceProcesses.Read().MembersOf(directories));
        Assert.False(Directory.Exists(cloud.InstanceDirectory("bai-a", "0")));
        Assert.Equal(["1"], await cloud.ListIdsAsync("bai-a"));
        Assert.NotNull(MainProcess.Recorded(cloud.InstanceDirectory("bai-a", "1")));
    }

    [Fact]
    public async Task Are_never_given_the_number_of_an_earlier_one()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 3, Scripts.Node);
        using HttpResponseMessage removed = await cloud.RemoveAsync("bai-a", "1", "2");
        await cloud.FinishAsync(removed);
        await cloud.RestartAsync();

        using HttpResponseMessage raised = await cloud.ResizeAsync("bai-a", 2);
        await cloud.FinishAsync(raised);

        Assert.Equal(["0", "3"], await cloud.ListIdsAsync("bai-a"));
    }

    [Fact]
    public async Task Being_removed_when_the_cloud_dies_are_removed_by_the_next_one()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { DeletionGrace = TimeSpan.FromSeconds(2) });
        await cloud.CreateAsync("bai-a", 1, Scripts.Stubborn);
        using HttpResponseMessage removed = await cloud.RemoveAsync("bai-a", "0");

        await cloud.RestartAsync();

        JsonObject operation = await cloud.FinishAsync(removed);
        Assert.Equal("Succeeded", operation["status"]!.GetValue<string>());
        Assert.False(Directory.Exists(cloud.InstanceDirectory("bai-a", "0")));
    }

    private static string NameOf(ProcessStat process) =>
        File.Exists($"/proc/{process.Pid}/comm") ? File.ReadAllText($"/proc/{process.Pid}/comm").Trim() : "";

    private static async Task<string> BootIdAsync(ACloud cloud) =>
        await File.ReadAllTextAsync(Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "boot-id"));

    private static async Task<MainProcess> MainAsync(ACloud cloud, string id)
    {
        string directory = cloud.InstanceDirectory("bai-a", id);
        MainProcess? main = null;

        // While the script becomes another program, its environment cannot be read, and so it is not known whose process it is.
        await ACloud.EventuallyAsync(
            $"instance {id} has booted",
            () => File.Exists(Path.Combine(directory, "boots")) && (main = MainProcess.Recorded(directory)) is not null);
        return main!.Value;
    }

    private static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(ACloud cloud, string id)
    {
        await MainAsync(cloud, id);
        return (await File.ReadAllLinesAsync(Path.Combine(cloud.InstanceDirectory("bai-a", id), "env")))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
