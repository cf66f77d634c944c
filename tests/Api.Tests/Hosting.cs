using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BatchAi.Api.Tests;

public sealed class Hosting
{
    [Fact]
    public async Task Every_answer_has_the_headers_of_the_old_service()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        foreach (string path in (string[])[ApiWorld.Workspace, "/nothing"])
        {
            Answer answer = await world.SendAsync("GET", path);
            Assert.True(Guid.TryParse(answer.Header("x-ms-request-id"), out _));
            Assert.True(Guid.TryParse(answer.Header("x-ms-correlation-request-id"), out _));
            Assert.Equal("nosniff", answer.Header("x-content-type-options"));
            Assert.True(answer.Raw.Headers.CacheControl!.NoCache);
        }
    }

    [Fact]
    public async Task With_a_token_only_those_who_have_it_come_in()
    {
        await using ApiWorld world = await ApiWorld.StartAsync(options => options.Token = "right");

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "AuthenticationFailed"),
            (await world.SendAsync("GET", ApiWorld.Workspace) is var none ? (none.Status, none.Code) : default));
        world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync("GET", "/nothing")).Status);
        world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "right");
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Workspace)).Status);
    }

    [Fact]
    public async Task Agents_need_no_token_of_the_host_but_one_of_their_own()
    {
        await using ApiWorld world = await ApiWorld.StartAsync(options => options.Token = "right");
        const string sync = """{"protocol":1,"bootId":"b","epoch":1,"status":"ready"}""";

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync("POST", "/agent/v1/sync", sync)).Status);
        Assert.Equal(
            (400, "body"),
            (
                await world.SendAsync("POST", "/agent/v1/register", """{"protocol":1}""") is var lacking
                    ? ((int)lacking.Status, lacking.Target)
                    : default));
        world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "unknown");
        Answer old = await world.SendAsync("POST", "/agent/v1/sync", sync.Replace(":1,\"b", ":9,\"b", StringComparison.Ordinal));
        Assert.Equal((426, "ProtocolNotServed"), ((int)old.Status, old.Code));
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync("POST", "/agent/v1/sync", sync)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync("GET", "/agent/v1/jobs/0123/7")).Status);

        world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{new string('A', 32)}.1.1.secret");
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync("POST", "/agent/v1/sync", sync)).Status);
    }

    [Fact]
    public async Task A_configured_public_address_stands_in_every_link()
    {
        await using ApiWorld world = await ApiWorld.StartAsync(options =>
            options.PublicBaseUrl = new Uri("https://public.example/batchai/")
        );
        await world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        await world.OkAsync("PUT", ApiWorld.Workspace + "/experiments/e1");
        await world.OkAsync("PUT", ApiWorld.Workspace + "/experiments/e2");

        Assert.StartsWith(
            "https://public.example/batchai/subscriptions/",
            (await world.OkAsync("GET", ApiWorld.Workspace + "/experiments?maxresults=1")).NextLink,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "http://api.example:8080/")]
    [InlineData(true, "https://elsewhere.example/")]
    public async Task Forwarded_headers_count_only_behind_a_proxy(bool behindProxy, string begins)
    {
        await using ApiWorld world = await ApiWorld.StartAsync(options => options.BehindProxy = behindProxy);
        await world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        await world.OkAsync("PUT", ApiWorld.Workspace + "/experiments/e1");
        await world.OkAsync("PUT", ApiWorld.Workspace + "/experiments/e2");
        world.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        world.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", "elsewhere.example");

        Assert.StartsWith(
            begins,
            (await world.OkAsync("GET", ApiWorld.Workspace + "/experiments?maxresults=1")).NextLink,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_done_and_what_is_used_is_listed()
    {
        await using ApiWorld world = await ApiWorld.StartAsync();

        Assert.Contains(
            "Microsoft.BatchAI/workspaces/experiments/jobs/terminate/action",
            (await world.OkAsync("GET", "/providers/Microsoft.BatchAI/operations")).Names);
        Assert.Equal(
            """{"value":[{"unit":"Count","currentValue":8,"limit":24,"name":{"value":"Total Cluster LowPriority Regional vCPUs","localizedValue":"Total Cluster Low Priority Regional vCPUs"}}]}""",
            (await world.OkAsync("GET", "/subscriptions/sub/providers/Microsoft.BatchAI/locations/eastus/usages")).Text);
        Assert.Equal(
            "LocationNotFound",
            (await world.SendAsync("GET", "/subscriptions/sub/providers/Microsoft.BatchAI/locations/mars/usages")).Code);
    }

    [Fact]
    public async Task A_subscription_that_is_not_served_is_not_found()
    {
        await using ApiWorld world = await ApiWorld.StartAsync(api => api.Subscription = "SUB");

        Answer served = await world.SendAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        Answer foreign = await world.SendAsync("GET", ApiWorld.Workspace.Replace("/sub/", "/other/", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, served.Status);
        Assert.Equal((HttpStatusCode.NotFound, "SubscriptionNotFound"), (foreign.Status, foreign.Code));
        Assert.Contains("'other'", foreign.Message, StringComparison.Ordinal);
        await world.OkAsync("GET", "/providers/Microsoft.BatchAI/operations");
    }

    [Fact]
    public async Task A_large_document_with_any_letters_goes_in_and_comes_out()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        string command = new StringBuilder().Insert(0, "größe ", 16_000).ToString();

        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody(command: command));

        Assert.Equal(
            command,
            (await world.OkAsync("GET", ApiWorld.Job)).Property("customToolkitSettings")!["commandLine"]!.GetValue<string>());
    }
}
