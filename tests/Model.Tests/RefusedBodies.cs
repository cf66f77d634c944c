using System.Text;

namespace BatchAi.Model.Tests;

public sealed class RefusedBodies
{
    private const string AutoScale = """{"autoScale":{"minimumNodeCount":3,"maximumNodeCount":2}}""";
    private const string TwoSecrets =
        """{"name":"TOKEN","value":"v","valueSecretReference":{"sourceVault":{"id":"/subscriptions/s"},"secretUrl":"https://v/secrets/x"}}""";

    /// <summary>
    /// Path of the value that is changed, what it becomes (null: removed), the property the refusal names, and what it
    /// says is allowed.
    /// </summary>
    public static TheoryData<string, string?, string, string> WrongJobs =>
        new()
        {
            { "properties", null, "properties", "is required" },
            { "properties.cluster", null, "properties.cluster", "is required" },
            { "properties.cluster.id", "\"c\"", "properties.cluster.id", "must be the id of a cluster" },
            { "properties.nodeCount", null, "properties.nodeCount", "is required" },
            { "properties.nodeCount", "0", "properties.nodeCount", "between 1 and 1000; it is 0" },
            { "properties.nodeCount", "1001", "properties.nodeCount", "between 1 and 1000; it is 1001" },
            { "properties.nodeCount", "\"four\"", "properties.nodeCount", "must be a whole number" },
            { "properties.nodeCount", "1.5", "properties.nodeCount", "must be a whole number" },
            { "properties.nodeCount", "99999999999", "properties.nodeCount", "must be a whole number" },
            { "properties.schedulingPriority", "\"urgent\"", "properties.schedulingPriority", "must be one of low, normal, high" },
            { "properties.schedulingPriority", "1", "properties.schedulingPriority", "must be one of low, normal, high" },
            { "properties.stdOutErrPathPrefix", null, "properties.stdOutErrPathPrefix", "is required" },
            { "properties.stdOutErrPathPrefix", "\"\"", "properties.stdOutErrPathPrefix", "must not be empty" },
            { "properties.stdOutErrPathPrefix", "7", "properties.stdOutErrPathPrefix", "must be a string" },
            { "properties.stdOutErrPathPrefix", "\"\\u001b[2J\"", "properties.stdOutErrPathPrefix", "must not contain control characters" },
            { "properties.stdOutErrPathPrefix", "\"a\\nb\"", "properties.stdOutErrPathPrefix", "must not contain control characters" },
            { "properties.stdOutErrPathPrefix", "\"a\\u009bb\"", "properties.stdOutErrPathPrefix", "must not contain control characters" },
            { "properties.customToolkitSettings", null, "properties", "must have exactly one of cntkSettings" },
            {
                "properties.horovodSettings",
                """{"pythonScriptFilePath":"a"}""",
                "properties",
                "it has customToolkitSettings and horovodSettings"
            },
            { "properties.customToolkitSettings.commandLine", "\"a\\u0000b\"", "properties.customToolkitSettings.commandLine", "NUL" },
            { "properties.jobPreparation.commandLine", null, "properties.jobPreparation.commandLine", "is required" },
            {
                "properties.containerSettings.imageSourceRegistry",
                null,
                "properties.containerSettings.imageSourceRegistry",
                "is required"
            },
            {
                "properties.containerSettings.imageSourceRegistry.image",
                null,
                "properties.containerSettings.imageSourceRegistry.image",
                "is required"
            },
            {
                "properties.containerSettings.imageSourceRegistry.credentials.username",
                null,
                "properties.containerSettings.imageSourceRegistry.credentials.username",
                "is required"
            },
            {
                "properties.containerSettings.imageSourceRegistry.credentials.password",
                null,
                "properties.containerSettings.imageSourceRegistry.credentials",
                "must have password or passwordSecretReference"
            },
            { "properties.containerSettings.shmSize", "\"much\"", "properties.containerSettings.shmSize", "such as 512m or 16gb" },
            { "properties.inputDirectories[0].id", "\"a-b\"", "properties.inputDirectories[0].id", "letters, digits and underscores" },
            { "properties.inputDirectories[0].path", null, "properties.inputDirectories[0].path", "is required" },
            { "properties.inputDirectories[0]", "null", "properties.inputDirectories[0]", "is required" },
            { "properties.inputDirectories", "{}", "properties.inputDirectories", "must be an array" },
            {
                "properties.outputDirectories",
                """[{"id":"A","pathPrefix":"/a"},{"id":"A","pathPrefix":"/b"}]""",
                "properties.outputDirectories[1].id",
                "A is there twice"
            },
            { "properties.outputDirectories[0].id", "\"stdouterr\"", "properties.outputDirectories[0].id", "must not be stdouterr" },
            { "properties.outputDirectories[0].pathPrefix", null, "properties.outputDirectories[0].pathPrefix", "is required" },
            {
                "properties.outputDirectories[0].pathSuffix",
                "\"a/../../b\"",
                "properties.outputDirectories[0].pathSuffix",
                "without a leading slash or .."
            },
            { "properties.environmentVariables[0].name", "\"1A\"", "properties.environmentVariables[0].name", "not begin with a digit" },
            {
                "properties.environmentVariables[0].name",
                "\"A=B\"",
                "properties.environmentVariables[0].name",
                "letters, digits and underscores"
            },
            { "properties.environmentVariables[0].name", "\"TOKEN\"", "properties.secrets[0].name", "TOKEN is there twice" },
            { "properties.environmentVariables[0].value", null, "properties.environmentVariables[0].value", "is required" },
            { "properties.secrets[0].value", null, "properties.secrets[0]", "must have value or valueSecretReference" },
            { "properties.secrets[0]", TwoSecrets, "properties.secrets[0]", "only one of value and valueSecretReference" },
            {
                "properties.secrets[1]",
                $$"""{"name":"B","valueSecretReference":{{Documents.Vault}} }""",
                "properties.secrets[1].valueSecretReference",
                "must be left out, and value be given: this service does not read secrets from key vaults"
            },
            {
                "properties.mountVolumes.azureFileShares[1].credentials",
                $$"""{"accountKeySecretReference":{{Documents.Vault}} }""",
                "properties.mountVolumes.azureFileShares[1].credentials.accountKeySecretReference",
                "accountKey be given"
            },
            {
                "properties.mountVolumes.azureBlobFileSystems[0].credentials",
                """{"accountKeySecretReference":{"sourceVault":{"id":"/subscriptions/s"},"secretUrl":"https://evil.example/secrets/x"}}""",
                "properties.mountVolumes.azureBlobFileSystems[0].credentials.accountKeySecretReference",
                "accountKey be given"
            },
            {
                "properties.containerSettings.imageSourceRegistry.credentials",
                $$"""{"username":"u","passwordSecretReference":{{Documents.Vault}} }""",
                "properties.containerSettings.imageSourceRegistry.credentials.passwordSecretReference",
                "password be given"
            },
            {
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "\"https://nvcr.io@evil.example\"",
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "host of a registry"
            },
            {
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "\"nvcr.io?a=b\"",
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "host of a registry"
            },
            {
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "\"file:///etc/passwd\"",
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "host of a registry"
            },
            {
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "\"nvcr.io --config x\"",
                "properties.containerSettings.imageSourceRegistry.serverUrl",
                "host of a registry"
            },
            {
                "properties.constraints.maxWallClockTime",
                "\"PT0S\"",
                "properties.constraints.maxWallClockTime",
                "above zero and at most P7D"
            },
            {
                "properties.constraints.maxWallClockTime",
                "\"P8D\"",
                "properties.constraints.maxWallClockTime",
                "above zero and at most P7D"
            },
            { "properties.constraints.maxWallClockTime", "\"soon\"", "properties.constraints.maxWallClockTime", "ISO 8601 duration" },
            { "properties.constraints.maxWallClockTime", "60", "properties.constraints.maxWallClockTime", "ISO 8601 duration" },
            {
                "properties.mountVolumes.azureFileShares[0].accountName",
                null,
                "properties.mountVolumes.azureFileShares[0].accountName",
                "is required"
            },
            {
                "properties.mountVolumes.azureFileShares[0].azureFileUrl",
                "\"share\"",
                "properties.mountVolumes.azureFileShares[0].azureFileUrl",
                "https://ACCOUNT.file"
            },
            {
                "properties.mountVolumes.azureFileShares[0].credentials",
                null,
                "properties.mountVolumes.azureFileShares[0].credentials",
                "is required"
            },
            {
                "properties.mountVolumes.azureFileShares[0].credentials",
                "{}",
                "properties.mountVolumes.azureFileShares[0].credentials",
                "must have accountKey or accountKeySecretReference"
            },
            {
                "properties.mountVolumes.azureFileShares[0].fileMode",
                "\"0999\"",
                "properties.mountVolumes.azureFileShares[0].fileMode",
                "octal"
            },
            {
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "\"../up\"",
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "below the mount root"
            },
            {
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "\"/abs\"",
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "below the mount root"
            },
            {
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "\".\"",
                "properties.mountVolumes.azureFileShares[0].relativeMountPath",
                "below the mount root"
            },
            {
                "properties.mountVolumes.azureFileShares[1].relativeMountPath",
                "\"afs/\"",
                "properties.mountVolumes.azureFileShares[1].relativeMountPath",
                "afs is mounted twice"
            },
            {
                "properties.mountVolumes.azureBlobFileSystems[0].containerName",
                "\"No Such\"",
                "properties.mountVolumes.azureBlobFileSystems[0].containerName",
                "lower-case"
            },
            {
                "properties.mountVolumes.fileServers[0].fileServer.id",
                "\"/subscriptions/s\"",
                "properties.mountVolumes.fileServers[0].fileServer.id",
                "must be the id of a file server"
            },
            {
                "properties.mountVolumes.fileServers[0].sourceDirectory",
                "\"../..\"",
                "properties.mountVolumes.fileServers[0].sourceDirectory",
                "without .."
            },
            {
                "properties.mountVolumes.unmanagedFileSystems[0].mountCommand",
                null,
                "properties.mountVolumes.unmanagedFileSystems[0].mountCommand",
                "is required"
            },
            {
                "properties.mountVolumes.unmanagedFileSystems[0].relativeMountPath",
                "\"nfs\"",
                "properties.mountVolumes.unmanagedFileSystems[0].relativeMountPath",
                "nfs is mounted twice"
            },
        };

    public static TheoryData<string, string, string, string> WrongToolkits =>
        new()
        {
            { "cntkSettings", "{}", "properties.cntkSettings", "exactly one of configFilePath and pythonScriptFilePath" },
            { "cntkSettings", """{"languageType":"Lua"}""", "properties.cntkSettings.languageType", "must be BrainScript or Python" },
            { "cntkSettings", """{"languageType":"brainscript"}""", "properties.cntkSettings.configFilePath", "is required" },
            {
                "cntkSettings",
                """{"languageType":"python","pythonScriptFilePath":"a","configFilePath":"b"}""",
                "properties.cntkSettings.configFilePath",
                "only with languageType BrainScript"
            },
            { "caffeSettings", """{"configFilePath":"a","pythonScriptFilePath":"b"}""", "properties.caffeSettings", "exactly one of" },
            {
                "caffeSettings",
                """{"configFilePath":"a","pythonInterpreterPath":"b"}""",
                "properties.caffeSettings.pythonInterpreterPath",
                "only with pythonScriptFilePath"
            },
            { "caffe2Settings", "{}", "properties.caffe2Settings.pythonScriptFilePath", "is required" },
            { "chainerSettings", "{}", "properties.chainerSettings.pythonScriptFilePath", "is required" },
            {
                "horovodSettings",
                """{"pythonScriptFilePath":"a","processCount":0}""",
                "properties.horovodSettings.processCount",
                "between 1 and"
            },
            {
                "pyTorchSettings",
                """{"pythonScriptFilePath":"a","communicationBackend":"smoke"}""",
                "properties.pyTorchSettings.communicationBackend",
                "TCP, Gloo or MPI"
            },
            {
                "tensorFlowSettings",
                """{"pythonScriptFilePath":"a","parameterServerCount":2}""",
                "properties.tensorFlowSettings.parameterServerCount",
                "between 1 and 1"
            },
            { "customMpiSettings", "{}", "properties.customMpiSettings.commandLine", "is required" },
        };

    public static TheoryData<string, string?, string, string> WrongClusters =>
        new()
        {
            { "properties.vmSize", null, "properties.vmSize", "is required" },
            { "properties.vmSize", "\"big one\"", "properties.vmSize", "must be the name of a VM size" },
            { "properties.vmPriority", "\"cheap\"", "properties.vmPriority", "must be one of dedicated, lowpriority" },
            { "properties.scaleSettings", "{}", "properties.scaleSettings", "exactly one of manual and autoScale" },
            {
                "properties.scaleSettings.manual",
                """{"targetNodeCount":1}""",
                "properties.scaleSettings",
                "exactly one of manual and autoScale"
            },
            {
                "properties.scaleSettings",
                """{"manual":{"targetNodeCount":-1}}""",
                "properties.scaleSettings.manual.targetNodeCount",
                "between 0 and 1000"
            },
            {
                "properties.scaleSettings",
                """{"manual":{"targetNodeCount":1,"nodeDeallocationOption":"burn"}}""",
                "properties.scaleSettings.manual.nodeDeallocationOption",
                "requeue, terminate, waitforjobcompletion"
            },
            {
                "properties.scaleSettings.autoScale.minimumNodeCount",
                null,
                "properties.scaleSettings.autoScale.minimumNodeCount",
                "is required"
            },
            {
                "properties.scaleSettings.autoScale.minimumNodeCount",
                "true",
                "properties.scaleSettings.autoScale.minimumNodeCount",
                "must be a whole number"
            },
            {
                "properties.scaleSettings",
                AutoScale,
                "properties.scaleSettings.autoScale.minimumNodeCount",
                "must not be above maximumNodeCount, 2; it is 3"
            },
            {
                "properties.scaleSettings.autoScale.initialNodeCount",
                "9",
                "properties.scaleSettings.autoScale.initialNodeCount",
                "between 0 and maximumNodeCount"
            },
            {
                "properties.virtualMachineConfiguration.imageReference.sku",
                null,
                "properties.virtualMachineConfiguration.imageReference.sku",
                "is required"
            },
            { "properties.userAccountSettings", null, "properties.userAccountSettings", "is required" },
            { "properties.userAccountSettings.adminUserName", null, "properties.userAccountSettings.adminUserName", "is required" },
            {
                "properties.userAccountSettings.adminUserName",
                "\"a b\"",
                "properties.userAccountSettings.adminUserName",
                "must be a Linux user name"
            },
            { "properties.subnet.id", "\"here\"", "properties.subnet.id", "full resource id" },
            { "properties.nodeSetup.setupTask.commandLine", null, "properties.nodeSetup.setupTask.commandLine", "is required" },
            {
                "properties.nodeSetup.setupTask.stdOutErrPathPrefix",
                null,
                "properties.nodeSetup.setupTask.stdOutErrPathPrefix",
                "is required"
            },
            {
                "properties.nodeSetup.setupTask.stdOutErrPathPrefix",
                "\"a\\u001b[2Jb\"",
                "properties.nodeSetup.setupTask.stdOutErrPathPrefix",
                "must not contain control characters"
            },
            {
                "properties.nodeSetup.setupTask.secrets[0].name",
                "\"A\"",
                "properties.nodeSetup.setupTask.secrets[0].name",
                "A is there twice"
            },
            {
                "properties.nodeSetup.performanceCountersSettings.appInsightsReference",
                null,
                "properties.nodeSetup.performanceCountersSettings.appInsightsReference",
                "is required"
            },
            {
                "properties.nodeSetup.setupTask.secrets[1]",
                $$"""{"name":"C","valueSecretReference":{{Documents.Vault}} }""",
                "properties.nodeSetup.setupTask.secrets[1].valueSecretReference",
                "value be given"
            },
            {
                "properties.nodeSetup.performanceCountersSettings.appInsightsReference.instrumentationKey",
                null,
                "properties.nodeSetup.performanceCountersSettings.appInsightsReference",
                "instrumentationKeySecretReference"
            },
        };

    public static TheoryData<string, string?, string, string> WrongFileServers => new()
    {
        { "properties.vmSize", null, "properties.vmSize", "is required" },
        { "properties.sshConfiguration", null, "properties.sshConfiguration", "is required" },
        { "properties.dataDisks.diskCount", "0", "properties.dataDisks.diskCount", "between 1 and 64" },
        { "properties.dataDisks.storageAccountType", "\"Slow\"", "properties.dataDisks.storageAccountType", "Standard_LRS or Premium_LRS" },
        { "properties.dataDisks.cachingType", "\"all\"", "properties.dataDisks.cachingType", "none, readonly or readwrite" },
    };

    [Theory]
    [MemberData(nameof(WrongJobs))]
    public void A_wrong_job_is_refused_by_the_property(string path, string? value, string target, string allowed) =>
        Refuses(() => Bodies.Job(Bodies.With(Documents.Job, path, value)), target, allowed);

    [Theory]
    [MemberData(nameof(WrongToolkits))]
    public void A_wrong_toolkit_is_refused_by_the_property(string property, string settings, string target, string allowed) =>
        Refuses(
            () =>
                Bodies.Job(
                    Bodies.With(
                        Bodies.With(Documents.SmallJob, "properties.customToolkitSettings", null),
                        $"properties.{property}",
                        settings)),
            target,
            allowed);

    [Theory]
    [MemberData(nameof(WrongClusters))]
    public void A_wrong_cluster_is_refused_by_the_property(string path, string? value, string target, string allowed) =>
        Refuses(() => Bodies.Cluster(Bodies.With(Documents.Cluster, path, value), ApiVersion.Classic), target, allowed);

    [Theory]
    [MemberData(nameof(WrongFileServers))]
    public void A_wrong_file_server_is_refused_by_the_property(string path, string? value, string target, string allowed) =>
        Refuses(() => Bodies.FileServer(Bodies.With(Documents.FileServer, path, value)), target, allowed);

    [Fact]
    public void The_idle_wait_is_checked_where_it_is_read()
    {
        string body = Bodies.With(Documents.Cluster, "properties.scaleSettings.autoScale.idleTimeBeforeScaleDown", "\"-PT1S\"");

        Refuses(
            () => Bodies.Cluster(body, ApiVersion.Extended),
            "properties.scaleSettings.autoScale.idleTimeBeforeScaleDown",
            "between PT0S and P7D");
        Bodies.Cluster(body, ApiVersion.Classic);
    }

    [Fact]
    public void Several_wrong_properties_are_all_named()
    {
        ApiException refused = Assert.Throws<ApiException>(() =>
            Bodies.Job(Bodies.With(Bodies.With(Documents.SmallJob, "properties.nodeCount", "0"), "properties.stdOutErrPathPrefix", null)));

        Assert.Equal(["properties.nodeCount", "properties.stdOutErrPathPrefix"], refused.Error.Details?.Select(detail => detail.Target));
        Assert.Contains("2 properties are wrong", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("not json", "not JSON")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"properties":{"nodeCount":1,"nodeCount":2}}""", "twice")]
    public void What_is_no_document_is_refused(string body, string why)
    {
        ApiException refused = Assert.Throws<ApiException>(() => Bodies.Job(body));

        Assert.Equal(400, refused.Status);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public void Text_that_is_no_unicode_is_refused_by_the_property(byte[] text)
    {
        byte[] body = [.. """{"properties":{"stdOutErrPathPrefix":"@"""u8[..^1], .. text, .. "\"}}"u8];

        ApiException refused = Assert.Throws<ApiException>(() => BodyReader.Read(body, ModelJson.Default.WireRequestJobProperties));
        Assert.Equal((400, "properties.stdOutErrPathPrefix"), (refused.Status, refused.Error.Target));
    }

    [Fact]
    public void A_body_nested_too_deep_is_refused_before_it_is_built()
    {
        string deep = "{\"properties\":{\"unknown\":" + new string('[', 100) + new string(']', 100) + "}}";

        Assert.Contains(
            "depth",
            Assert
                .Throws<ApiException>(() => BodyReader.Read(Encoding.UTF8.GetBytes(deep), ModelJson.Default.WireRequestJobProperties))
                .Message,
            StringComparison.Ordinal);
    }

    private static void Refuses(Action accept, string target, string allowed)
    {
        ApiException refused = Assert.Throws<ApiException>(accept);

        Assert.Equal(400, refused.Status);
        CloudErrorBody error =
            (refused.Error.Details ?? [refused.Error]).FirstOrDefault(detail => detail.Target == target) ?? refused.Error;
        Assert.Equal(target, error.Target);
        Assert.Contains(allowed, error.Message!, StringComparison.Ordinal);
    }
}
