using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace BatchAi.Model.Tests;

public sealed class RoundTrips
{
    [Fact]
    public void Every_property_of_a_job_is_read_and_written_back_as_it_was() =>
        ReadsBack(Documents.Job, ModelJson.Default.WireRequestJobProperties, ModelJson.Wire.WireRequestJobProperties);

    [Fact]
    public void A_reference_to_a_key_vault_is_read_and_written_back_as_it_was() =>
        ReadsBack(
            Bodies.With(Documents.Job, "properties.secrets[0]", $$"""{"name":"A","valueSecretReference":{{Documents.Vault}} }"""),
            ModelJson.Default.WireRequestJobProperties,
            ModelJson.Wire.WireRequestJobProperties);

    [Fact]
    public void Every_property_of_a_cluster_is_read_and_written_back_as_it_was() =>
        ReadsBack(Documents.Cluster, ModelJson.Default.WireRequestClusterProperties, ModelJson.Wire.WireRequestClusterProperties);

    [Fact]
    public void Every_property_of_a_file_server_is_read_and_written_back_as_it_was() =>
        ReadsBack(
            Documents.FileServer,
            ModelJson.Default.WireRequestFileServerProperties,
            ModelJson.Wire.WireRequestFileServerProperties);

    [Theory]
    [InlineData(
        "cntkSettings",
        """{"languageType":"Python","configFilePath":"a","pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d","processCount":2}"""
    )]
    [InlineData(
        "pyTorchSettings",
        """{"pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d","processCount":2,"communicationBackend":"gloo"}"""
    )]
    [InlineData(
        "tensorFlowSettings",
        """{"pythonScriptFilePath":"b","pythonInterpreterPath":"c","masterCommandLineArgs":"d","workerCommandLineArgs":"e","parameterServerCommandLineArgs":"f","workerCount":2,"parameterServerCount":1}"""
    )]
    [InlineData(
        "caffeSettings",
        """{"configFilePath":"a","pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d","processCount":2}""")]
    [InlineData("caffe2Settings", """{"pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d"}""")]
    [InlineData("chainerSettings", """{"pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d","processCount":2}""")]
    [InlineData("customMpiSettings", """{"commandLine":"d","processCount":2}""")]
    [InlineData("horovodSettings", """{"pythonScriptFilePath":"b","pythonInterpreterPath":"c","commandLineArgs":"d","processCount":2}""")]
    public void Every_property_of_each_toolkit_is_read_and_written_back_as_it_was(string property, string settings) =>
        ReadsBack(
            $$$"""{"properties":{"{{{property}}}":{{{settings}}} } }""",
            ModelJson.Default.WireRequestJobProperties,
            ModelJson.Wire.WireRequestJobProperties);

    [Fact]
    public void What_is_only_read_keeps_its_spelling()
    {
        const string execution =
            """{"properties":{"toolType":"custom","creationTime":"2018-06-06T18:39:26.25Z","provisioningState":"succeeded","executionState":"terminating","executionInfo":{"startTime":"2018-06-06T18:39:26Z","exitCode":0,"errors":[{"code":"JobFailed","message":"m","details":[{"name":"n","value":"v"}]}]}}}""";
        ReadsBack(execution, ModelJson.Default.WireRequestJobProperties, ModelJson.Wire.WireRequestJobProperties);

        const string mount =
            """{"properties":{"mountSettings":{"mountPoint":"/mnt/data","fileServerPublicIP":"1.2.3.4","fileServerInternalIP":"10.0.0.4"}}}""";
        ReadsBack(mount, ModelJson.Default.WireRequestFileServerProperties, ModelJson.Wire.WireRequestFileServerProperties);

        const string use =
            """{"properties":{"vmSizeInUse":"STANDARD_NC4AS_T4_V3","imageReferenceInUse":{"publisher":"p","offer":"o","sku":"s"}}}""";
        ReadsBack(use, ModelJson.Default.WireRequestClusterProperties, ModelJson.Wire.WireRequestClusterProperties);
    }

    [Fact]
    public void Each_property_the_model_has_stands_in_one_of_the_documents()
    {
        AllSet(
            JsonSerializer.Deserialize(Documents.Cluster, ModelJson.Default.WireRequestClusterProperties)!.Properties!,
            ["IdleTimeBeforeScaleDown", "Manual"]);
        AllSet(JsonSerializer.Deserialize(Documents.FileServer, ModelJson.Default.WireRequestFileServerProperties)!.Properties!, []);
        AllSet(
            JsonSerializer.Deserialize(Documents.Job, ModelJson.Default.WireRequestJobProperties)!.Properties!,
            [.. Toolkits.Properties.Except(["customToolkitSettings"]), "RetryPolicy", "TerminationGraceInSeconds"]);
    }

    [Fact]
    public void Enums_are_read_in_any_case_and_written_in_lower_case()
    {
        ClusterProperties cluster = Bodies.Cluster(
            Bodies.With(Documents.SmallCluster, "properties.vmPriority", "\"LowPriority\""),
            ApiVersion.Classic);

        Assert.Contains(
            "\"vmPriority\":\"lowpriority\"",
            JsonSerializer.Serialize(cluster, ModelJson.Wire.ClusterProperties),
            StringComparison.Ordinal);
    }

    private static void ReadsBack<T>(string document, JsonTypeInfo<T> reads, JsonTypeInfo<T> writes)
        where T : class
    {
        string back = JsonSerializer.Serialize(BodyReader.Read(Encoding.UTF8.GetBytes(document), reads), writes);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(document), JsonNode.Parse(back)), $"Sent {document}, got back {back}");
    }

    /// <summary>Guards the guards: a property added to the model must be added to the maximal documents.</summary>
    private static void AllSet<T>(T properties, string[] except)
    {
        string[] readOnly =
        [
            "ToolType",
            "JobOutputDirectoryPathSegment",
            "ExperimentName",
            "ExecutionState",
            "ExecutionStateTransitionTime",
            "ExecutionInfo",
            "CreationTime",
            "ProvisioningState",
            "ProvisioningStateTransitionTime",
            "AllocationState",
            "AllocationStateTransitionTime",
            "Errors",
            "CurrentNodeCount",
            "NodeStateCounts",
            "MountSettings",
            "VmSizeInUse",
            "ImageReferenceInUse",
        ];
        foreach (System.Reflection.PropertyInfo property in typeof(T).GetProperties())
        {
            if (!readOnly.Contains(property.Name) && !except.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
                Assert.True(property.GetValue(properties) is not null, $"{typeof(T).Name}.{property.Name} is in no maximal document");
        }
    }
}
