using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What a client can send that is wrong; nothing of it may leave anything behind.</summary>
public sealed class BadInput(SharedServer shared)
{
    private readonly Api _api = shared.Process.Api;

    public static TheoryData<string, string, string> WrongJobs =>
        new()
        {
            { """{"properties":""", "InvalidRequestContent", "body" },
            { "hello", "InvalidRequestContent", "body" },
            { "", "InvalidRequestContent", "body" },
            { "null", "InvalidRequestContent", "body" },
            { "[]", "InvalidParameter", "body" },
            { "{}", "InvalidParameter", "properties" },
            { """{"properties":{"nodeCount":"two"}}""", "InvalidParameter", "properties.nodeCount" },
            { """{"properties":{"nodeCount":1.5}}""", "InvalidParameter", "properties.nodeCount" },
            { """{"properties":{"schedulingPriority":"urgent"}}""", "InvalidParameter", "properties.schedulingPriority" },
            {
                """{"properties":{"constraints":{"maxWallClockTime":"7 days"}}}""",
                "InvalidParameter",
                "properties.constraints.maxWallClockTime"
            },
        };

    public static TheoryData<string, string, string?> WrongJobProperties => new()
    {
        { "nodeCount", "properties.nodeCount", null },
        { "nodeCount", "properties.nodeCount", "0" },
        { "nodeCount", "properties.nodeCount", "-1" },
        { "nodeCount", "properties.nodeCount", "3" },
        { "nodeCount", "properties.nodeCount", "1001" },
        { "stdOutErrPathPrefix", "properties.stdOutErrPathPrefix", null },
        { "customToolkitSettings", "properties", null },
        { "constraints", "properties.constraints.maxWallClockTime", """{"maxWallClockTime":"P8D"}""" },
        { "environmentVariables", "properties.environmentVariables[0].name", """[{"value":"x"}]""" },
        { "cluster", "properties.cluster", null },
        { "cluster", "properties.cluster.id", """{"id":"/nowhere"}""" },
    };

    public static TheoryData<string, string, string?> WrongClusterProperties =>
        new()
        {
            { "vmSize", "properties.vmSize", null },
            { "vmSize", "properties.vmSize", "\"Standard Huge\"" },
            { "vmSize", "properties.vmSize", "\"STANDARD_NOSUCH\"" },
            { "vmPriority", "properties.vmPriority", "\"cheap\"" },
            { "scaleSettings", "properties.scaleSettings", "{}" },
            { "scaleSettings", "properties.scaleSettings.manual.targetNodeCount", """{"manual":{"targetNodeCount":-1}}""" },
            {
                "scaleSettings",
                "properties.scaleSettings.autoScale.minimumNodeCount",
                """{"autoScale":{"minimumNodeCount":3,"maximumNodeCount":2}}"""
            },
            { "scaleSettings", "properties.scaleSettings.autoScale.maximumNodeCount", """{"autoScale":{"minimumNodeCount":0}}""" },
            { "userAccountSettings", "properties.userAccountSettings", null },
        };

    [Theory]
    [MemberData(nameof(WrongJobs))]
    public async Task A_job_that_cannot_be_read_is_refused(string body, string code, string target)
    {
        Workspace workspace = await MakeAsync();

        Answer answer = await _api.SendAsync(HttpMethod.Put, workspace.Job("j"), body);

        answer.Refused(400, code, target);
        await NothingIsThereAsync(workspace);
    }

    [Theory]
    [MemberData(nameof(WrongJobProperties))]
    public async Task A_job_with_a_wrong_property_is_refused(string property, string target, string? value)
    {
        Workspace workspace = await MakeAsync();
        JsonObject job = Job(workspace);
        Change(job, property, value);

        Answer answer = await _api.PutAsync(workspace.Job("j"), job);

        Assert.True((answer.Status, answer.ErrorTarget) == (400, target), answer.ToString());
        Assert.Contains(target, answer.ErrorMessage, StringComparison.Ordinal);
        await NothingIsThereAsync(workspace);
    }

    [Theory]
    [MemberData(nameof(WrongClusterProperties))]
    public async Task A_cluster_with_a_wrong_property_is_refused(string property, string target, string? value)
    {
        Workspace workspace = await MakeAsync();
        JsonObject cluster = ACluster.Autoscaling(0, 2);
        Change(cluster, property, value);

        Answer answer = await _api.PutAsync(workspace.Cluster("new"), cluster);

        Assert.True((answer.Status, answer.ErrorTarget) == (400, target), answer.ToString());
        (await _api.GetAsync(workspace.Cluster("new"))).Refused(404, "ClusterNotFound");
    }

    [Fact]
    public async Task Every_wrong_property_is_named_at_once()
    {
        Workspace workspace = await MakeAsync();
        JsonObject job = Job(workspace);
        Change(job, "nodeCount", "0");
        Change(job, "stdOutErrPathPrefix", null);

        Answer answer = await _api.PutAsync(workspace.Job("j"), job);

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            ["properties.nodeCount", "properties.stdOutErrPathPrefix"],
            answer.Json["error"]!["details"]!.AsArray().Select(detail => (string?)detail!["target"]));
    }

    [Fact]
    public async Task A_name_of_65_letters_is_refused_everywhere()
    {
        Workspace workspace = await MakeAsync();
        string name = new('n', 65);

        (await _api.PutAsync(workspace.Job(name), Job(workspace))).Refused(400, "InvalidParameter", "jobName");
        (await _api.PutAsync(workspace.Cluster(name), ACluster.Autoscaling(0, 1))).Refused(400, "InvalidParameter", "clusterName");
        (await _api.PutAsync($"{workspace.Path}/experiments/{name}", body: null)).Refused(400, "InvalidParameter", "experimentName");
        (await _api.PutAsync($"{workspace.Path}{name}", new JsonObject { ["location"] = "eastus" })).Refused(
            400,
            "InvalidParameter",
            "workspaceName");
        (await _api.PutAsync(workspace.Job("a.b"), Job(workspace))).Refused(400, "InvalidParameter", "jobName");
    }

    [Fact]
    public async Task A_job_needs_a_cluster_and_an_experiment_that_exist()
    {
        Workspace workspace = await MakeAsync();

        Answer noCluster = await _api.PutAsync(workspace.Job("j"), Job(workspace, "nosuch"));
        noCluster.Refused(400, "ClusterNotFound", "properties.cluster.id");
        Assert.Contains("nosuch", noCluster.ErrorMessage, StringComparison.Ordinal);
        await NothingIsThereAsync(workspace);
        (await _api.PutAsync($"{workspace.Path}/experiments/nosuch/jobs/j", Job(workspace))).Refused(404, "ExperimentNotFound");
        (await _api.PutAsync($"{workspace.Path}-nosuch/experiments/e/jobs/j", Job(workspace))).Refused(404, "WorkspaceNotFound");
    }

    [Fact]
    public async Task What_is_in_use_is_not_deleted()
    {
        Workspace workspace = await MakeAsync();
        (await _api.PutAsync(workspace.Job("j"), Job(workspace))).Expect(202);

        Answer refused = await _api.DeleteAsync(workspace.Cluster("c"));
        refused.Refused(409, "ClusterInUse");
        Assert.Contains("job j ", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("succeeded", (string?)(await _api.GetAsync(workspace.Cluster("c"))).Expect(200).Properties["provisioningState"]);
        Assert.Equal("Succeeded", await _api.FinishAsync(await _api.DeleteAsync(workspace.Job("j"))));
        (await _api.GetAsync(workspace.Job("j"))).Refused(404, "JobNotFound");
        Assert.Equal("Succeeded", await _api.FinishAsync(await _api.DeleteAsync(workspace.Cluster("c"))));
        (await _api.DeleteAsync(workspace.Cluster("c"))).Expect(204);
    }

    [Fact]
    public async Task Of_racing_puts_of_one_body_one_creates_the_job_and_the_others_find_it()
    {
        Workspace workspace = await MakeAsync();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.PutAsync(workspace.Job("j"), Job(workspace))));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 202, answer.ToString()));
        Assert.Single(answers, answer => answer.Status == 202);
        (await _api.PutAsync(workspace.Job("j"), Job(workspace))).Expect(200);
        Assert.Single((await _api.GetAsync($"{workspace.Experiment}/jobs")).Json["value"]!.AsArray());
        await _api.FinishAsync(await _api.DeleteAsync(workspace.Job("j")));
    }

    [Fact]
    public async Task Of_racing_puts_of_different_bodies_one_wins_and_the_others_are_told()
    {
        Workspace workspace = await MakeAsync();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
        {
            JsonObject job = Job(workspace);
            job["properties"]!["customToolkitSettings"]!["commandLine"] = $"echo {i}";
            return _api.PutAsync(workspace.Job("j"), job);
        }));

        int winner = Array.FindIndex(answers, answer => answer.Status == 202);
        Assert.All(answers.Where((_, i) => i != winner), answer => answer.Refused(409, "JobAlreadyExists"));
        Assert.Equal(
            $"echo {winner}",
            (string?)(await _api.GetAsync(workspace.Job("j"))).Properties["customToolkitSettings"]!["commandLine"]);
        await _api.FinishAsync(await _api.DeleteAsync(workspace.Job("j")));
    }

    [Fact]
    public async Task Secrets_are_never_shown_again()
    {
        Workspace workspace = await MakeAsync();
        JsonObject job = Job(workspace);
        job["properties"]!["secrets"] = new JsonArray(new JsonObject { ["name"] = "KEY", ["value"] = "hush-hush" });
        (await _api.PutAsync(workspace.Job("j"), job)).Expect(202);

        Answer shown = await _api.GetAsync(workspace.Job("j"));

        Assert.Equal("""[{"name":"KEY"}]""", shown.Properties["secrets"]!.ToJsonString());
        Assert.Equal("{}", shown.Properties["mountVolumes"]!["azureFileShares"]![0]!["credentials"]!.ToJsonString());
        Assert.DoesNotContain("hush", shown.Text, StringComparison.Ordinal);
        await _api.FinishAsync(await _api.DeleteAsync(workspace.Job("j")));
    }

    /// <summary>A workspace of its own with a cluster that may have two nodes.</summary>
    private async Task<Workspace> MakeAsync()
    {
        Workspace workspace = await Workspace.MakeAsync(shared.Process, $"bad-{Guid.NewGuid():N}");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 2);
        return workspace;
    }

    private static JsonObject Job(Workspace workspace, string cluster = "c")
    {
        JsonObject properties = AJob.Of("sleep 600");
        properties["cluster"] = new JsonObject { ["id"] = workspace.Cluster(cluster) };
        return new JsonObject { ["properties"] = properties };
    }

    /// <param name="value">JSON; null takes the property away.</param>
    private static void Change(JsonObject body, string property, string? value)
    {
        JsonObject properties = body["properties"]!.AsObject();
        properties.Remove(property);
        if (value is not null)
            properties[property] = JsonNode.Parse(value);
    }

    private async Task NothingIsThereAsync(Workspace workspace)
    {
        (await _api.GetAsync(workspace.Job("j"))).Refused(404, "JobNotFound");
        Assert.Empty((await _api.GetAsync($"{workspace.Experiment}/jobs")).Json["value"]!.AsArray());
    }
}
