using System.Text;
using System.Text.Json;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheCustomData
{
    public static TheoryData<string> Machines => ["node", "file-server"];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Changes_only_where_somebody_sees_it(string machine) => Golden.Compare($"CloudInit/{machine}.golden", TextOf(machine));

    [Theory]
    [MemberData(nameof(Machines))]
    public void Fits_into_what_Azure_takes(string machine) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(TextOf(machine)), 1, 48 * 1024);

    [Theory]
    [MemberData(nameof(Machines))]
    public void Is_what_cloud_init_knows(string machine)
    {
        Tool.Require("cloud-init");
        using TemporaryFile file = new(TextOf(machine));

        Assert.Equal(0, Tool.Run("cloud-init", "schema", "--config-file", file.Path).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Means_to_a_YAML_reader_what_the_tests_here_read(string machine)
    {
        Tool.Require("/usr/bin/python3", "-c", "import yaml");
        using TemporaryFile file = new(machine == "node" ? HostileNode() : TextOf(machine));
        const string Script = """
            import base64, json, sys, yaml
            read = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
            files = {f["path"]: base64.b64decode(f["content"]).decode() if f.get("encoding") == "b64" else f["content"] for f in read["write_files"]}
            print(json.dumps({"files": files, "commands": read["runcmd"]}))
            """;

        using JsonDocument read = JsonDocument.Parse(Tool.Run("/usr/bin/python3", "-c", Script, file.Path).Output);
        CustomData data = CustomData.Parse(File.ReadAllText(file.Path));

        Assert.Equal(
            data.Files.ToDictionary(entry => entry.Key, entry => entry.Value.Content),
            read.RootElement.GetProperty("files").Deserialize<Dictionary<string, string>>());
        Assert.Equal(data.Commands, read.RootElement.GetProperty("commands").Deserialize<string[][]>());
    }

    [Fact]
    public void Of_a_node_has_values_only_in_files_that_are_no_programs()
    {
        CustomData usual = CustomData.Parse(TextOf("node"));
        CustomData hostile = CustomData.Parse(HostileNode());

        Assert.Equal(usual.Commands, hostile.Commands);
        Assert.Equal(usual.Files.Keys, hostile.Files.Keys);
        Assert.Equal(
            usual.Files.Where(file => file.Key.StartsWith("/etc/batchai/", StringComparison.Ordinal)).Select(file => file.Key),
            usual.Files.Keys.Where(path =>
                usual.Files[path] != hostile.Files[path]
                || path.EndsWith("/uri", StringComparison.Ordinal)
                || path.EndsWith("/endpoint", StringComparison.Ordinal)));
        Assert.Equal(
            ANode.Hostile,
            JsonDocument.Parse(hostile.Files["/etc/batchai/agent.json"].Content).RootElement.GetProperty("clusterUid").GetString());
        Assert.Equal(ANode.Hostile, hostile.Files["/etc/batchai/agent-source/identity-client-id"].Content);
    }

    [Fact]
    public void That_would_be_too_long_is_refused() =>
        Assert.Throws<InvalidOperationException>(() =>
            new NodeCloudInit(ANode.Options with { IdentityClientId = new string('x', 20_000) }).CustomDataFor(ANode.ClusterUid));

    private static string TextOf(string machine) => machine == "node"
        ? new NodeCloudInit(ANode.Options).CustomDataFor(ANode.ClusterUid)
        : FileServerCloudInit.CustomDataFor(diskCount: 4);

    private static string HostileNode() =>
        new NodeCloudInit(
            ANode.Options with
            {
                IdentityClientId = ANode.Hostile,
                AgentSha256 = ANode.Hostile,
                StorageAccountName = ANode.Hostile,
            }
        ).CustomDataFor(ANode.Hostile);
}
