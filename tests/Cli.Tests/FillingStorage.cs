using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli.Tests;

public class FillingStorage
{
    private const string Volumes = """
        {"mountVolumes":{"azureFileShares":[{"azureFileUrl":"https://<AZURE_BATCHAI_STORAGE_ACCOUNT>.file.core.windows.net/logs","relativeMountPath":"logs"}],
        "azureBlobFileSystems":[{"containerName":"c","relativeMountPath":"b","credentials":{"accountKey":"<AZURE_BATCHAI_STORAGE_KEY>"}}]}}
        """;

    private static readonly WorkspaceId s_workspace = new("s", "g", "w");

    [Fact]
    public void Placeholders_account_names_and_keys_are_filled_from_what_was_given()
    {
        JsonObject properties = Fill(Volumes, new MountOptions { StorageAccount = "acct", StorageKey = "secret" }, local: false);

        Assert.Equal(
            """{"azureFileUrl":"https://acct.file.core.windows.net/logs","relativeMountPath":"logs","accountName":"acct","credentials":{"accountKey":"secret"}}""",
            properties["mountVolumes"]!["azureFileShares"]![0]!.ToJsonString());
        Assert.Equal(
            """{"containerName":"c","relativeMountPath":"b","credentials":{"accountKey":"secret"},"accountName":"acct"}""",
            properties["mountVolumes"]!["azureBlobFileSystems"]![0]!.ToJsonString());
    }

    [Fact]
    public void A_local_server_gets_a_made_up_account_and_the_user_is_told()
    {
        var filler = new StorageFiller(new MountOptions(), local: true, s_workspace);
        JsonObject properties = JsonNode.Parse(Volumes)!.AsObject();
        filler.Fill(properties, StorageFiller.JobVolumes);

        Assert.Equal("local", properties["mountVolumes"]!["azureFileShares"]![0]!["accountName"]!.ToString());
        Assert.Single(filler.Notes);
    }

    [Fact]
    public void Elsewhere_a_missing_account_is_an_error_that_says_what_to_give()
    {
        var mistake = Assert.Throws<CliException>(() => Fill(Volumes, new MountOptions(), local: false));

        Assert.Contains("--storage-account-name or AZURE_BATCHAI_STORAGE_ACCOUNT", mistake.Message);
    }

    [Fact]
    public void What_is_complete_is_left_alone()
    {
        const string Complete =
            """{"mountVolumes":{"azureFileShares":[{"accountName":"a","azureFileUrl":"https://a.file.core.windows.net/s","credentials":{"accountKeySecretReference":{"secretUrl":"u"}},"relativeMountPath":"s"}]}}""";

        Assert.Equal(Complete, Fill(Complete, new MountOptions(), local: false).ToJsonString());
    }

    [Fact]
    public void Volumes_named_by_options_are_added()
    {
        JsonObject volumes = Fill(
            "{}",
            new MountOptions
            {
                StorageAccount = "a",
                StorageKey = "k",
                FileShare = "share",
                Container = "box",
                FileServer = "nas",
            },
            local: false)["mountVolumes"]!.AsObject();

        Assert.Equal("afs", volumes["azureFileShares"]![0]!["relativeMountPath"]!.ToString());
        Assert.Equal("a", volumes["azureBlobFileSystems"]![0]!["accountName"]!.ToString());
        Assert.Equal(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/fileservers/nas",
            volumes["fileServers"]![0]!["fileServer"]!["id"]!.ToString());
    }

    private static JsonObject Fill(string properties, MountOptions options, bool local)
    {
        JsonObject parsed = JsonNode.Parse(properties)!.AsObject();
        new StorageFiller(options, local, s_workspace).Fill(parsed, StorageFiller.JobVolumes);
        return parsed;
    }
}
