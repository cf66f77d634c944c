using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud.Tests;

public sealed class TheFrontDoor
{
    [Fact]
    public async Task Lets_nobody_in_without_the_token()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        using HttpClient stranger = new();

        using HttpResponseMessage refused = await stranger.GetAsync(
            new Uri(cloud.Server.BaseUri, $"{ACloud.Group}?api-version=2024-07-01"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("InvalidAuthenticationToken", await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task Does_not_answer_for_a_foreign_host()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        cloud.Http.DefaultRequestHeaders.Host = $"evil.example:{cloud.Server.BaseUri.Port}";

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Get, ACloud.Group);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Wants_an_api_version()
    {
        await using ACloud cloud = await ACloud.StartAsync();

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Get, $"{ACloud.Group}?x=y");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("MissingApiVersionParameter", await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task Throttles_as_Azure_documents_it_and_says_when_to_come_back()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { RequestLimitScale = 1 });
        await cloud.CreateAsync("bai-a", 0, Scripts.Node);

        for (int update = 0; update < 12; update++)
        {
            using HttpResponseMessage allowed = await cloud.ResizeAsync("bai-a", 0);
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        using HttpResponseMessage refused = await cloud.ResizeAsync("bai-a", 0);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
        Assert.Equal("TooManyRequests", await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task Refuses_a_body_that_is_no_JSON_object()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        using StringContent content = new("[1,");

        using HttpResponseMessage refused = await cloud.Http.PutAsync(
            new Uri(cloud.Server.BaseUri, $"{ACloud.Group}/bai-a?api-version=2024-07-01"),
            content);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("InvalidRequestContent", await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task Is_open_to_one_local_cloud_a_directory()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await using LocalCloudServer second = new(new LocalCloudOptions { Directory = cloud.Directory, Token = "x" });

        IOException refused = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(0, CancellationToken.None));

        Assert.Contains("in use by another local cloud", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_the_work_of_an_answer_it_loses()
    {
        await using ACloud cloud = await ACloud.StartAsync(options =>
            options with
            {
                Faults = new FaultOptions { LostAnswer = 1, AtMost = 1 },
            }
        );

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            cloud.SendAsync(HttpMethod.Put, $"{ACloud.Group}/bai-a", ACloud.Body(0, Scripts.Node, "Local")));

        JsonObject found = await cloud.GetAsync($"{ACloud.Group}/bai-a");
        Assert.Equal("bai-a", found["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Evicts_instances_on_demand()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);

        using HttpResponseMessage evicted = await cloud.SendAsync(
            HttpMethod.Post,
            $"{ACloud.Group}/bai-a/virtualMachines/0/simulateEviction");

        Assert.Equal(HttpStatusCode.NoContent, evicted.StatusCode);
        await ACloud.EventuallyAsync("the evicted instance is gone", async () =>
        {
            IReadOnlyList<string> ids = await cloud.ListIdsAsync("bai-a");
            return (ids is ["1"], string.Join(',', ids));
        });
        Assert.Equal(1, (await cloud.GetAsync($"{ACloud.Group}/bai-a"))["sku"]!["capacity"]!.GetValue<int>());
    }

    [Fact]
    public async Task Says_whether_a_text_is_what_only_an_instance_can_read()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);
        string proof = await File.ReadAllTextAsync(Path.Combine(cloud.InstanceDirectory("bai-a", "0"), "identity"),
            TestContext.Current.CancellationToken);
        async Task<(HttpStatusCode, bool?)> AskAsync(string instance, JsonObject body)
        {
            using HttpResponseMessage answer = await cloud
                .SendAsync(HttpMethod.Post, $"{ACloud.Group}/bai-a/virtualMachines/{instance}/proveIdentity", body);
            return (answer.StatusCode, JsonNode.Parse(await answer.Content
                .ReadAsStringAsync(TestContext.Current.CancellationToken))!["proves"]?.GetValue<bool>());
        }

        Assert.Equal((HttpStatusCode.OK, true), await AskAsync("0", new JsonObject { ["proof"] = proof }));
        Assert.Equal((HttpStatusCode.OK, false), await AskAsync("1", new JsonObject { ["proof"] = proof }));
        Assert.Equal((HttpStatusCode.OK, false), await AskAsync("0", new JsonObject { ["proof"] = "" }));
        Assert.Equal((HttpStatusCode.NotFound, null), await AskAsync("7", new JsonObject { ["proof"] = proof }));
        Assert.Equal((HttpStatusCode.BadRequest, null), await AskAsync("0", new JsonObject { ["proof"] = 1 }));
    }
}
