using System.Net;

namespace BatchAi.Api.Tests;

public sealed class Refusals
{
    private const string Jobs = ApiWorld.Experiment + "/jobs/";

    public static TheoryData<string, string, string?, int, string, string?> Wrong =>
        new()
        {
            { "PUT", ApiWorld.Job, "{", 400, "InvalidRequestContent", "body" },
            { "PUT", ApiWorld.Job, "", 400, "InvalidRequestContent", "body" },
            { "PUT", ApiWorld.Job, "{}", 400, "InvalidParameter", "properties" },
            { "PUT", ApiWorld.Job, """{"properties":{"nodeCount":"two"}}""", 400, "InvalidParameter", "properties.nodeCount" },
            { "PUT", ApiWorld.Job, ApiWorld.JobBody(nodes: 0), 400, "InvalidParameter", "properties.nodeCount" },
            {
                "PUT",
                ApiWorld.Job,
                ApiWorld.JobBody(cluster: ApiWorld.Workspace + "/clusters/none"),
                400,
                "ClusterNotFound",
                "properties.cluster.id"
            },
            { "PUT", ApiWorld.Job, ApiWorld.JobBody(cluster: "c1"), 400, "InvalidParameter", "properties.cluster.id" },
            { "PUT", ApiWorld.Workspace + "/experiments/none/jobs/j", ApiWorld.JobBody(), 404, "ExperimentNotFound", null },
            { "PUT", ApiWorld.Workspace + "x/experiments/e1/jobs/j", ApiWorld.JobBody(), 404, "WorkspaceNotFound", null },
            { "PUT", Jobs + "a.b", ApiWorld.JobBody(), 400, "InvalidParameter", "jobName" },
            {
                "PUT",
                Jobs + "a2345678901234567890123456789012345678901234567890123456789012345",
                ApiWorld.JobBody(),
                400,
                "InvalidParameter",
                "jobName"
            },
            {
                "PUT",
                ApiWorld.Workspace + "/clusters/c9",
                """{"properties":{"vmSize":"HUGE","userAccountSettings":{"adminUserName":"u"}}}""",
                400,
                "InvalidParameter",
                "properties.vmSize"
            },
            { "PUT", ApiWorld.Workspace + "x/clusters/c9", ApiWorld.ClusterBody(), 404, "WorkspaceNotFound", null },
            { "PUT", ApiWorld.Workspace + "x/experiments/e", null, 404, "WorkspaceNotFound", null },
            { "PUT", ApiWorld.Workspace + "x", "{}", 400, "InvalidParameter", "location" },
            { "PATCH", ApiWorld.Cluster, """{"properties":{}}""", 400, "InvalidParameter", "properties.scaleSettings" },
            {
                "PATCH",
                ApiWorld.Cluster + "9",
                """{"properties":{"scaleSettings":{"manual":{"targetNodeCount":1}}}}""",
                404,
                "ClusterNotFound",
                null
            },
            { "PATCH", ApiWorld.Workspace + "x", """{"tags":{}}""", 404, "WorkspaceNotFound", null },
            { "PATCH", ApiWorld.Workspace, """{"tags":{"a":null}}""", 400, "InvalidParameter", "tags.a" },
            { "GET", ApiWorld.Cluster + "9", null, 404, "ClusterNotFound", null },
            { "GET", ApiWorld.Job, null, 404, "JobNotFound", null },
            { "GET", ApiWorld.Workspace + "x/clusters", null, 404, "WorkspaceNotFound", null },
            { "GET", ApiWorld.Workspace + "/experiments/none/jobs", null, 404, "ExperimentNotFound", null },
            { "GET", ApiWorld.Workspace + "x/experiments/e1/jobs", null, 404, "WorkspaceNotFound", null },
            { "GET", ApiWorld.Workspace + "/clusters?maxresults=0", null, 400, "InvalidParameter", "maxresults" },
            { "GET", ApiWorld.Workspace + "/clusters?maxresults=many", null, 400, "InvalidParameter", "maxresults" },
            { "GET", ApiWorld.Workspace + "/clusters?$skipToken=" + new string('a', 1000), null, 400, "InvalidParameter", "$skipToken" },
            { "GET", ApiWorld.Workspace + "/experiments?$skipToken=gr%C3%B6%C3%9Fe", null, 400, "InvalidParameter", "$skipToken" },
            { "GET", ApiWorld.Experiment + "/jobs?$skipToken=J1", null, 400, "InvalidParameter", "$skipToken" },
            { "GET", ApiWorld.Workspace + "/fileServers?$skipToken=a%2Fb", null, 400, "InvalidParameter", "$skipToken" },
            {
                "GET",
                "/subscriptions/sub/providers/Microsoft.BatchAI/workspaces?$skipToken=%01",
                null,
                400,
                "InvalidParameter",
                "$skipToken"
            },
            {
                "GET",
                ApiWorld.Cluster + "/nodes?api-version=2026-11-01&$skipToken=" + new string('a', 1001),
                null,
                400,
                "InvalidParameter",
                "$skipToken"
            },
            { "GET", ApiWorld.Cluster + "/ledger?api-version=2026-11-01&to=9999-12-31", null, 400, "InvalidParameter", "to" },
            { "POST", "/agent/v1/register", Registration("a/b"), 400, "InvalidParameter", "clusterUid" },
            { "POST", "/agent/v1/register", Registration("00000000-0000-0000-0000-00000000000A"), 400, "InvalidParameter", "clusterUid" },
            { "POST", ApiWorld.Job + "/terminate", null, 404, "JobNotFound", null },
            { "POST", ApiWorld.Job + "/explode", null, 404, "InvalidResourceType", null },
            { "POST", ApiWorld.Cluster, null, 405, "MethodNotAllowed", null },
            { "GET", "/nothing/here", null, 404, "InvalidResourceType", null },
            { "GET", "/subscriptions/a b/providers/Microsoft.BatchAI/workspaces", null, 400, "InvalidParameter", "subscriptionId" },
            {
                "GET",
                "/subscriptions/sub/providers/Microsoft.BatchAI/locations/eastus/operationresults/none",
                null,
                404,
                "OperationNotFound",
                null
            },
            { "GET", ApiWorld.Workspace + "?api-version=2017-09-01-preview", null, 400, "InvalidApiVersionParameter", "api-version" },
            { "GET", ApiWorld.Workspace + "?api-version=", null, 400, "MissingApiVersionParameter", "api-version" },
            {
                "PUT",
                ApiWorld.Workspace + "/fileServers/f",
                """{"properties":{"vmSize":"D","sshConfiguration":{"userAccountSettings":{"adminUserName":"u"}},"dataDisks":{"diskSizeInGB":1,"diskCount":1,"storageAccountType":"Standard_LRS"}}}""",
                501,
                "NotSupported",
                null
            },
            { "GET", ApiWorld.Workspace + "/fileServers/f", null, 404, "FileServerNotFound", null },
        };

    private static string Registration(string cluster) =>
        $$"""{"protocol":1,"clusterUid":"{{cluster}}","instanceId":"1","bootId":"b","keyHash":"k","proof":"p","address":"10.0.0.1"}""";

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_request_gets_its_status_and_names_what_is_wrong(
        string method,
        string path,
        string? body,
        int status,
        string code,
        string? target)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(int.MaxValue - 1);

        Answer refused = await world.SendAsync(method, path, body);

        Assert.Equal((status, code, target), ((int)refused.Status, refused.Code, refused.Target));
        Assert.False(string.IsNullOrEmpty(refused.Message));
        Assert.Equal(0, world.Store.Commits);
        Assert.Equal("application/json; charset=utf-8", refused.Raw.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused_however_it_is_sent(bool chunked)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        using StringContent content = new(new string(' ', (512 * 1024) + 1));
        using HttpRequestMessage request = new(HttpMethod.Put, ApiWorld.Job + "?api-version=2018-05-01") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using HttpResponseMessage response = await world.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_job_that_would_not_fit_the_store_with_its_result_is_refused_before_anything_is_written()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(int.MaxValue - 1);

        // Each of them is no longer than a variable may be.
        string variables = string.Join(
            ',', Enumerable.Range(0, 4).Select(number => $$"""{"name":"V{{number}}","value":"{{new string('a', 127_500)}}"}"""));
        string body = ApiWorld.JobBody()
            .Replace("\"nodeCount\"", $"\"environmentVariables\":[{variables}],\"nodeCount\"", StringComparison.Ordinal);

        Answer refused = await world.SendAsync("PUT", ApiWorld.Job, body);

        Assert.Equal((413, "ResourceTooLarge"), ((int)refused.Status, refused.Code));
        Assert.Equal(0, world.Store.Commits);
    }

    [Fact]
    public async Task A_store_that_cannot_serve_is_said_so()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Store.FailAfter(0);

        Answer refused = await world.SendAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "5"),
            (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Contains("disk is full", refused.Message, StringComparison.Ordinal);
    }
}
