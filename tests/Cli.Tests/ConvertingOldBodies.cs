using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli.Tests;

public class ConvertingOldBodies
{
    [Theory]
    [InlineData("""{"nodeCount":1}""", """{"nodeCount":1}""", "wrapped the bare properties")]
    [InlineData("""{"$schema":"x","location":"eastus","properties":{}}""", "{}", "dropped $schema|dropped location (the workspace has it)")]
    [InlineData("""{"properties":{"priority":-3}}""", """{"schedulingPriority":"low"}""", "priority -3 became schedulingPriority low")]
    [InlineData("""{"properties":{"priority":0}}""", """{"schedulingPriority":"normal"}""", "priority 0 became schedulingPriority normal")]
    [InlineData("""{"properties":{"toolType":"custom"}}""", "{}", "dropped toolType (it follows from the settings)")]
    [InlineData(
        """{"properties":{"chainerSettings":{"masterCommandLineArgs":"-g"}}}""",
        """{"chainerSettings":{"commandLineArgs":"-g"}}""",
        "chainerSettings.masterCommandLineArgs became commandLineArgs")]
    [InlineData(
        """{"properties":{"tensorFlowSettings":{"masterCommandLineArgs":"-g"}}}""",
        """{"tensorFlowSettings":{"masterCommandLineArgs":"-g"}}""",
        "")]
    [InlineData(
        """{"properties":{"outputDirectories":[{"id":"A","type":"model","createNew":true}]}}""",
        """{"outputDirectories":[{"id":"A"}]}""",
        "dropped outputDirectories[].type|dropped outputDirectories[].createNew")]
    [InlineData(
        """{"properties":{"nodeSetup":{"mountVolumes":{"azureFileShares":[{"credentialsInfo":{"accountKey":"k"}}]}}}}""",
        """{"nodeSetup":{"mountVolumes":{"azureFileShares":[{"credentials":{"accountKey":"k"}}]}}}""",
        "credentialsInfo became credentials")]
    [InlineData(
        """{"properties":{"userAccountSettings":{"adminUserSSHPublicKey":"k"}}}""",
        """{"userAccountSettings":{"adminUserSshPublicKey":"k"}}""",
        "adminUserSSHPublicKey became adminUserSshPublicKey")]
    [InlineData(
        """{"properties":{"nodeSetup":{"setupTask":{"commandLine":"x","runElevated":true}}}}""",
        """{"nodeSetup":{"setupTask":{"commandLine":"x"}}}""",
        "dropped runElevated (the setup task always runs as root)")]
    [InlineData(
        """{"properties":{"vmPriority":"LowPriority"}}""",
        """{"vmPriority":"lowpriority"}""",
        "vmPriority LowPriority became lowpriority")]
    [InlineData(
        """{"properties":{"environmentVariables":[{"name":"A"}]}}""",
        """{"environmentVariables":[{"name":"A","value":""}]}""",
        "environment variable A has no value: made it empty")]
    [InlineData("""{"properties":{"constraints":{"maxRetryCount":0}}}""", """{"constraints":{}}""", "dropped constraints.maxRetryCount")]
    [InlineData(
        """{"id":"x","properties":{"nodeCount":1,"executionState":"queued"}}""",
        """{"nodeCount":1}""",
        "dropped executionState (read-only)")]
    public void Each_spelling_becomes_todays_and_is_told(string old, string today, string notes)
    {
        JsonObject body = JsonNode.Parse(old)!.AsObject();

        ConvertedBody converted = LegacyBody.Convert(body);

        Assert.Equal(today, converted.Properties.ToJsonString());
        Assert.Equal(notes.Split('|', StringSplitOptions.RemoveEmptyEntries), converted.Notes);
        Assert.Equal(JsonNode.Parse(old)!.ToJsonString(), body.ToJsonString());
    }

    [Theory]
    [InlineData("mine", "mine")]
    [InlineData("my first experiment!", "my-first-experiment")]
    [InlineData("???", null)]
    public void An_experiment_name_was_free_text_and_becomes_a_name(string text, string? name)
    {
        ConvertedBody converted = LegacyBody.Convert(new JsonObject { ["properties"] = new JsonObject { ["experimentName"] = text } });

        Assert.Equal(name, converted.ExperimentName);
        Assert.Empty(converted.Properties);
    }

    [Fact]
    public void Every_public_recipe_becomes_a_body_the_model_knows_completely()
    {
        DirectoryInfo? recipes = Checkout.Find("shared/recipes");
        if (recipes is null)
            Assert.Skip("no folder shared/recipes beside the checkout");

        FileInfo[] files = recipes.GetFiles("*.json");
        Assert.NotEmpty(files);
        foreach (FileInfo file in files)
        {
            JsonObject properties = LegacyBody.Convert(UserFile.Read(file.FullName)).Properties;
            new StorageFiller(new MountOptions(), local: true, new WorkspaceId("s", "g", "w")).Fill(properties, StorageFiller.JobVolumes);
            JsonNode understood = file.Name.Contains(".cluster.") ? Through(ModelJson.Default.ClusterProperties, properties)
                : file.Name.Contains(".fileserver.") ? Through(ModelJson.Default.FileServerProperties, properties)
                : Through(ModelJson.Default.JobProperties, properties);

            Assert.DoesNotContain("<AZURE_BATCHAI", properties.ToJsonString());
            Assert.True(
                JsonNode.DeepEquals(properties, understood),
                $"{file.Name}: sent {properties.ToJsonString()}, understood {understood.ToJsonString()}");
        }
    }

    private static JsonNode Through<TProperties>(
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TProperties> type,
        JsonObject properties) => JsonSerializer.SerializeToNode(properties.Deserialize(type)!, type)!;
}
