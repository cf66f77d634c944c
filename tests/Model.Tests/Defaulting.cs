namespace BatchAi.Model.Tests;

public sealed class Defaulting
{
    [Fact]
    public void A_cluster_gets_what_old_clients_rely_on()
    {
        ClusterProperties cluster = Bodies.Cluster(Documents.SmallCluster, ApiVersion.Classic);

        Assert.Equal(VmPriority.Dedicated, cluster.VmPriority);
        Assert.Equal(
            new ManualScaleSettings { TargetNodeCount = 0, NodeDeallocationOption = DeallocationOption.Requeue },
            cluster.ScaleSettings?.Manual);
        Assert.Equal(
            new ImageReference
            {
                Publisher = "Canonical",
                Offer = "UbuntuServer",
                Sku = "16.04-LTS",
                Version = "latest",
            },
            cluster.VirtualMachineConfiguration?.ImageReference);
    }

    [Fact]
    public void Automatic_scale_settings_begin_with_no_node()
    {
        string body = Bodies.With(
            Documents.SmallCluster,
            "properties.scaleSettings",
            """{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":2}}""");

        Assert.Equal(0, Bodies.Cluster(body, ApiVersion.Classic).ScaleSettings?.AutoScale?.InitialNodeCount);
    }

    [Fact]
    public void A_job_gets_what_old_clients_rely_on()
    {
        JobProperties job = Bodies.Job(Documents.SmallJob);

        Assert.Equal(JobPriority.Normal, job.SchedulingPriority);
        Assert.Equal(TimeSpan.FromDays(7), job.Constraints?.MaxWallClockTime);
        Assert.Equal("custom", job.ToolType);
    }

    [Fact]
    public void A_share_is_open_to_everyone()
    {
        string body = Bodies.With(
            Bodies.With(Documents.Job, "properties.mountVolumes.azureFileShares[0].fileMode", null),
            "properties.mountVolumes.azureFileShares[0].directoryMode",
            null);

        AzureFileShareReference share = Bodies.Job(body).MountVolumes!.AzureFileShares![0];
        Assert.Equal(("0777", "0777"), (share.FileMode, share.DirectoryMode));
    }

    [Fact]
    public void A_disk_is_not_cached() =>
        Assert.Equal(
            "none",
            Bodies.FileServer(Bodies.With(Documents.FileServer, "properties.dataDisks.cachingType", null)).DataDisks?.CachingType);

    [Theory]
    [InlineData("cntkSettings", """{"configFilePath":"a"}""", "cntk")]
    [InlineData("pyTorchSettings", """{"pythonScriptFilePath":"a"}""", "pytorch")]
    [InlineData("tensorFlowSettings", """{"pythonScriptFilePath":"a"}""", "tensorflow")]
    [InlineData("caffeSettings", """{"configFilePath":"a"}""", "caffe")]
    [InlineData("caffe2Settings", """{"pythonScriptFilePath":"a"}""", "caffe2")]
    [InlineData("chainerSettings", """{"pythonScriptFilePath":"a"}""", "chainer")]
    [InlineData("customMpiSettings", """{"commandLine":"a"}""", "custommpi")]
    [InlineData("horovodSettings", """{"pythonScriptFilePath":"a"}""", "horovod")]
    public void The_tool_type_follows_from_the_settings(string property, string settings, string toolType)
    {
        string body = Bodies.With(
            Bodies.With(Documents.SmallJob, "properties.customToolkitSettings", null),
            $"properties.{property}",
            settings);

        Assert.Equal(toolType, Bodies.Job(body).ToolType);
    }

    [Fact]
    public void The_idle_wait_is_an_extra_of_the_new_version()
    {
        string body = Bodies.With(
            Documents.SmallCluster,
            "properties.scaleSettings",
            """{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":2,"idleTimeBeforeScaleDown":"PT2S"}}""");

        Assert.Equal(TimeSpan.FromSeconds(2), Bodies.Cluster(body, ApiVersion.Extended).ScaleSettings?.AutoScale?.IdleTimeBeforeScaleDown);
        Assert.Null(Bodies.Cluster(body, ApiVersion.Classic).ScaleSettings?.AutoScale?.IdleTimeBeforeScaleDown);
    }

    [Fact]
    public void What_only_the_service_sets_is_not_taken_from_a_request()
    {
        string body = Bodies.With(Documents.SmallJob, "properties.executionState", "\"succeeded\"");
        body = Bodies.With(body, "properties.jobOutputDirectoryPathSegment", "\"../elsewhere\"");
        body = Bodies.With(body, "properties.toolType", "\"cntk\"");

        JobProperties job = Bodies.Job(body);
        Assert.Equal((null, null, "custom"), (job.ExecutionState, job.JobOutputDirectoryPathSegment, job.ToolType));
    }

    [Fact]
    public void What_nobody_knows_is_passed_over() =>
        Bodies.Job(Bodies.With(Documents.SmallJob, "properties.maxRetryCount", "{\"a\":[1]}"));
}
