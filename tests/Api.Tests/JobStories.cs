using System.Net;
using System.Text.Json.Nodes;
using BatchAi.Scheduling;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Api.Tests;

public sealed class JobStories
{
    [Fact]
    public async Task A_job_is_made_by_a_long_running_operation_and_waits()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer put = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(nodes: 2));
        Answer get = await world.OkAsync("GET", ApiWorld.Job);

        Assert.Equal(HttpStatusCode.Accepted, put.Status);
        Answer result = await world.OkAsync("GET", put.Header("Azure-AsyncOperation")!);
        Assert.Equal(
            ("Succeeded", "sub$grp$ws$e1$j1"),
            (result.Body!["status"]!.GetValue<string>(), result.Property("resourceId")!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(get.Body, (await world.OkAsync("GET", put.Header("Location")!)).Body));
        Assert.Equal(
            ("succeeded", "queued", "custom", "e1"),
            (Text(get, "provisioningState"), Text(get, "executionState"), Text(get, "toolType"), Text(get, "experimentName")));
        Assert.Matches(
            "^sub/grp/workspaces/ws/experiments/e1/jobs/j1/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            Text(get, "jobOutputDirectoryPathSegment"));
        Assert.Null(get.Property("executionInfo"));
        Assert.Equal("""[{"name":"TOKEN"}]""", get.Property("secrets")!.ToJsonString());
        Assert.Equal("P7D", get.Property("constraints")!["maxWallClockTime"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_job_again_is_answered_and_another_is_refused()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer same = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        Answer other = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(command: "false"));
        Answer otherSecret = await world.SendAsync(
            "PUT",
            ApiWorld.Job,
            ApiWorld.JobBody().Replace("hush", "shout", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, same.Status);
        Assert.Equal(same.Text, (await world.OkAsync("GET", ApiWorld.Job)).Text);
        Assert.Equal((HttpStatusCode.Conflict, "JobAlreadyExists"), (other.Status, other.Code));
        Assert.Equal(HttpStatusCode.Conflict, otherSecret.Status);
    }

    [Fact]
    public async Task A_job_larger_than_the_cluster_can_ever_be_is_refused_and_one_larger_than_it_is_now_waits()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer tooLarge = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(nodes: 5));
        Assert.Equal((HttpStatusCode.BadRequest, "properties.nodeCount"), (tooLarge.Status, tooLarge.Target));
        Assert.Contains("at most 4", tooLarge.Message, StringComparison.Ordinal);

        await world.OkAsync("PATCH", ApiWorld.Cluster, """{"properties":{"scaleSettings":{"manual":{"targetNodeCount":1}}}}""");
        Assert.Equal(HttpStatusCode.Accepted, (await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(nodes: 5))).Status);
    }

    [Fact]
    public async Task Terminating_is_a_long_running_operation_until_the_job_has_ended()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer accepted = await world.SendAsync("POST", ApiWorld.Job + "/terminate");
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal(
            "InProgress",
            (await world.OkAsync("GET", accepted.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>());

        await world.EndAsync("j1", Model.ExecutionState.Failed);
        Assert.Equal(
            "Succeeded",
            (await world.OkAsync("GET", accepted.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("GET", accepted.Header("Location")!)).Status);

        Answer again = await world.SendAsync("POST", ApiWorld.Job + "/terminate");
        Assert.Equal((HttpStatusCode.OK, "", null), (again.Status, again.Text, again.Header("Azure-AsyncOperation")));
    }

    [Fact]
    public async Task A_second_terminate_of_a_job_that_is_terminating_is_answered_as_the_first()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        await BecomesAsync(world, job => job with { Fence = 1, Phase = Model.JobPhase.Launch });
        Answer first = await world.SendAsync("POST", ApiWorld.Job + "/terminate");
        Answer second = await world.SendAsync("POST", ApiWorld.Job + "/terminate");

        // Its end is known, and its processes are being ended: a GET says terminating all the while.
        await BecomesAsync(world, job => job with
        {
            Phase = Model.JobPhase.Stop,
            Result = new JobResult { Error = Model.JobErrors.Terminated },
        });
        Answer third = await world.SendAsync("POST", ApiWorld.Job + "/terminate");

        Assert.Equal("terminating", Text(await world.OkAsync("GET", ApiWorld.Job), "executionState"));
        Assert.All((Answer[])[first, second, third], answer => Assert.Equal((HttpStatusCode.Accepted, ""), (answer.Status, answer.Text)));
        foreach (string header in (string[])["Azure-AsyncOperation", "Location"])
            Assert.All((Answer[])[second, third], answer => Assert.NotNull(answer.Header(header)));
        Assert.Equal("InProgress", await StatusAsync());
        await world.EndAsync("j1", Model.ExecutionState.Failed);
        Assert.Equal("Succeeded", await StatusAsync());

        async Task<string> StatusAsync() =>
            (await world.OkAsync("GET", third.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_command_that_no_kernel_takes_is_refused_at_both_versions()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        foreach (string version in (string[])[ApiWorld.Classic, ApiWorld.Extended])
        {
            Answer refused = await world.SendAsync(
                "PUT", ApiWorld.Job, ApiWorld.JobBody(command: new string('x', 131_072)), version);

            Assert.Equal(
                (HttpStatusCode.BadRequest, "properties.customToolkitSettings.commandLine"), (refused.Status, refused.Target));
            Assert.Contains("at most 131071 bytes in UTF-8", refused.Message, StringComparison.Ordinal);
            Assert.Contains("it has 131072", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_container_is_refused_before_nodes_are_taken_where_no_node_could_run_it()
    {
        const string container = """ "containerSettings":{"imageSourceRegistry":{"image":"ubuntu"} },"nodeCount" """;
        string body = ApiWorld.JobBody().Replace("\"nodeCount\"", container, StringComparison.Ordinal);
        await using ApiWorld able = await ApiWorld.FurnishedAsync();
        await using ApiWorld unable = await ApiWorld.FurnishedAsync(services =>
            services.AddSingleton<INodeAbilities>(new NodesWithoutContainers("say --containers host")));

        Assert.Equal(HttpStatusCode.Accepted, (await able.SendAsync("PUT", ApiWorld.Job, body)).Status);
        foreach (string version in (string[])[ApiWorld.Classic, ApiWorld.Extended])
        {
            Answer refused = await unable.SendAsync("PUT", ApiWorld.Job, body, version);
            Assert.Equal((HttpStatusCode.BadRequest, "properties.containerSettings"), (refused.Status, refused.Target));
            Assert.Contains("say --containers host", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Accepted, (await unable.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody())).Status);
    }

    private static async Task BecomesAsync(ApiWorld world, Func<JobFacts, JobFacts> change)
    {
        Model.JobId id = new(new Model.ExperimentId(new Model.WorkspaceId("sub", "grp", "ws"), "e1"), "j1");
        JobRow job = (await world.Get<ResourceStore>().FindAsync(id, default))!.Value;
        Row<JobFacts> row = (await world.Get<FactStore>().FindJobAsync(job, default))!;
        Assert.True(await world.Get<FactStore>().TryCommitAsync(
            job.ClusterUid, [RowStoreExtensions.Replace(row with { Value = change(row.Value) })], default));
    }

    [Fact]
    public async Task Deleting_stops_a_job_that_runs_and_removes_one_that_ended_at_once()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer accepted = await world.SendAsync("DELETE", ApiWorld.Job);
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal("deleting", Text(await world.OkAsync("GET", ApiWorld.Job), "provisioningState"));
        Assert.Equal(
            "InProgress",
            (await world.OkAsync("GET", accepted.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>());
        Assert.Equal("JobBeingDeleted", (await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody())).Code);
        Assert.Contains(
            ((QuietOrchestrations)world.Get<IOrchestrationClient>()).Started.Values,
            name => name == OrchestrationNames.Deletion);

        await world.OkAsync("PUT", ApiWorld.Experiment + "/jobs/j2", ApiWorld.JobBody());
        await world.EndAsync("j2");
        Answer ended = await world.SendAsync("DELETE", ApiWorld.Experiment + "/jobs/j2");
        Assert.Equal("Succeeded", (await world.OkAsync("GET", ended.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>());
        Assert.Equal("JobNotFound", (await world.SendAsync("GET", ApiWorld.Experiment + "/jobs/j2")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await world.SendAsync("DELETE", ApiWorld.Experiment + "/jobs/j2")).Status);
    }

    [Fact]
    public async Task A_waiting_job_says_why_at_the_new_version_and_an_ended_one_says_nothing()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer waiting = await world.OkAsync("GET", ApiWorld.Job + "/explain", version: ApiWorld.Extended);
        Assert.False(string.IsNullOrEmpty(waiting.Body!["code"]!.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(waiting.Body["message"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Job + "/explain")).Status);

        await world.EndAsync("j1");
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await world.SendAsync("GET", ApiWorld.Job + "/explain", version: ApiWorld.Extended)).Status);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(StopReason.Requeued, "WaitingForNodes 0/1")]
    public async Task A_job_that_has_nodes_waits_for_nothing_until_it_goes_back_to_the_queue(StopReason? stop, string? reason)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        await world.ChangeFactsAsync("j1", job => job with { Fence = 1, Attempts = 1, Stop = stop });

        Answer answer = await world.SendAsync("GET", ApiWorld.Job + "/explain", version: ApiWorld.Extended);

        Assert.Equal(reason is null ? HttpStatusCode.NoContent : HttpStatusCode.OK, answer.Status);
        Assert.Equal(reason, answer.Body?["message"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_job_that_is_terminated_while_it_waits_waits_no_more()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        await world.SendAsync("POST", ApiWorld.Job + "/terminate");

        Answer answer = await world.SendAsync("GET", ApiWorld.Job + "/explain", version: ApiWorld.Extended);

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    [Fact]
    public async Task No_secret_is_in_any_answer()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        const string marker = "MARKER-91ab";
        string body = $$$"""
            {"properties":{"cluster":{"id":"{{{ApiWorld.Cluster}}}"},"nodeCount":1,"stdOutErrPathPrefix":"$AZ_BATCHAI_JOB_MOUNT_ROOT/s","customToolkitSettings":{"commandLine":"true"},
             "secrets":[{"name":"A","value":"{{{marker}}}"}],
             "containerSettings":{"imageSourceRegistry":{"image":"i","credentials":{"username":"u","password":"{{{marker}}}"} } },
             "mountVolumes":{"azureFileShares":[{"accountName":"acc","azureFileUrl":"https://acc.file.core.windows.net/s","relativeMountPath":"s","credentials":{"accountKey":"{{{marker}}}"} }],
                             "azureBlobFileSystems":[{"accountName":"acc","containerName":"ccc","relativeMountPath":"b","credentials":{"accountKey":"{{{marker}}}"} }]} } }
            """;
        await world.OkAsync("PUT", ApiWorld.Job, body);
        await world.OkAsync("PUT", ApiWorld.Workspace + "/clusters/c2", $$$"""
            {"properties":{"vmSize":"D","userAccountSettings":{"adminUserName":"u","adminUserPassword":"{{{marker}}}"},
             "nodeSetup":{"setupTask":{"commandLine":"x","stdOutErrPathPrefix":"y","secrets":[{"name":"B","value":"{{{marker}}}"}]},
              "performanceCountersSettings":{"appInsightsReference":{"component":{"id":"/subscriptions/s"},"instrumentationKey":"{{{marker}}}"} } } } }
            """);

        foreach (
            string path in (string[])
                [ApiWorld.Job, ApiWorld.Experiment + "/jobs", ApiWorld.Workspace + "/clusters/c2", ApiWorld.Workspace + "/clusters"])
            Assert.DoesNotContain(marker, (await world.OkAsync("GET", path)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(marker, (await world.SendAsync("PUT", ApiWorld.Job, body)).Text, StringComparison.Ordinal);
        Assert.Equal(7, world.Secrets.Kept.Values.SelectMany(kept => kept.Values).Count(value => value == marker));

        // Nor in the store: the row is all that backups, logs and operators see.
        StoredEntity row = (await world.Store.FindAsync(Tables.Resources, "sub|grp|ws", "job|e1|j1", default))!;
        Assert.DoesNotContain(marker, System.Text.Encoding.UTF8.GetString(row.Document.Span), StringComparison.Ordinal);
    }

    private static string? Text(Answer answer, string property) => answer.Property(property)?.GetValue<string>();
}
