using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.RegularExpressions;
using BatchAi.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace BatchAi.Api.Tests;

/// <summary>The routes of the Functions app in front of the API; tests/Functions.Tests looks at its other triggers.</summary>
public sealed partial class TheFunctionsApp
{
    /// <summary>Route templates by function.</summary>
    private static readonly Dictionary<string, string> s_routes = typeof(HttpTriggers).GetMethods()
        .Where(method => method.IsDefined(typeof(FunctionAttribute)))
        .ToDictionary(
            method => method.GetCustomAttribute<FunctionAttribute>()!.Name,
            method => method.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!.Route!);

    [Fact]
    public async Task Serves_every_route_of_the_API_with_one_function()
    {
        IReadOnlyList<RouteEndpoint> served = await ServedRoutes.AllAsync();

        Assert.NotEmpty(served);
        HashSet<string> used = [];
        Assert.All(
            served,
            endpoint =>
                used.Add(Assert.Single(s_routes, function => Matches(function.Value, ServedRoutes.SamplePath(endpoint.RoutePattern))).Key));
        Assert.Equal(s_routes.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Is_the_same_API_behind_routes_and_a_proxy_of_its_own()
    {
        await using ApiWorld plain = await ApiWorld.StartAsync();
        await using ApiWorld functions = await ApiWorld.StartAsync(options => options.BehindProxy = true, AsTheFunctionsApp);
        (string Method, string Path, string? Body)[] calls =
        [
            ("PUT", ApiWorld.Workspace, """{"location":"eastus"}"""),
            ("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody()),
            ("PUT", ApiWorld.Experiment, null),
            ("PUT", ApiWorld.Job, ApiWorld.JobBody()),
            ("GET", ApiWorld.Job, null),
            ("GET", ApiWorld.Experiment + "/jobs", null),
            ("POST", ApiWorld.Job + "/listRemoteLoginInformation", null),
            ("GET", ApiWorld.Cluster, null),
            ("PUT", ApiWorld.Workspace + "/clusters", null),
            ("GET", ApiWorld.Workspace + "/clusters/c1/nothing", null),
            ("GET", "/subscriptions/sub/providers/microsoft.batchai/WORKSPACES", null),
            ("GET", "/providers/Microsoft.BatchAI/operations", null),
            ("POST", "/agent/v1/sync", "{}"),
        ];

        foreach ((string method, string path, string? body) in calls)
        {
            Answer expected = await plain.SendAsync(method, path, body);
            Answer answer = await functions.SendAsync(method, path, body);

            Assert.Equal((path, expected.Status, Same(expected.Text)), (path, answer.Status, Same(answer.Text)));
            Assert.Equal(expected.Header("Location") is null, answer.Header("Location") is null);
            if (answer.Header("Location") is { } location)
                Assert.StartsWith("https://front.example/subscriptions/sub/", location, StringComparison.Ordinal);
        }

        Assert.Equal(
            "the worker's own",
            (await functions.Client.GetAsync("http://api.example/nothing-of-ours", TestContext.Current.CancellationToken)).ReasonPhrase
        );
    }

    [Fact]
    public async Task Signs_callers_in_and_looks_at_their_roles_behind_routes_of_its_own()
    {
        using Tenant tenant = new();
        await using ApiWorld functions = await ApiWorld.StartAsync(
            options => options.Entra = Tenant.Options,
            AsTheFunctionsApp,
            tenant.Keys);
        async Task<HttpStatusCode> AskAsync(string method, string? role)
        {
            functions.Client.DefaultRequestHeaders.Authorization =
                role is null ? null : new AuthenticationHeaderValue("Bearer", tenant.Mint(functions.Clock.GetUtcNow(), role));
            return (await functions.SendAsync(method, ApiWorld.Workspace, """{"location":"eastus"}""")).Status;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("PUT", role: null));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("PUT", "BatchAI.Reader"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("PUT", "BatchAI.Contributor"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("GET", "BatchAI.Reader"));
        Assert.Equal(HttpStatusCode.BadRequest, (await functions.SendAsync("POST", "/agent/v1/register", """{"protocol":1}""")).Status);
    }

    /// <summary>
    /// As the worker does it: routes by the functions' templates, runs the trigger within the endpoint, and stands
    /// behind a proxy.
    /// </summary>
    private static void AsTheFunctionsApp(WebApplication app, RequestDelegate api)
    {
        app.Use((context, next) =>
        {
            context.Request.Headers["X-Forwarded-Proto"] = "https";
            context.Request.Headers["X-Forwarded-Host"] = "front.example, inner.example";
            return next(context);
        });
        app.UseRouting();
        foreach ((string function, string route) in s_routes)
            app.Map(route, api).WithDisplayName(function);
        app.MapFallback(context =>
        {
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = "the worker's own";
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>An answer, but for the ids that are made anew each time.</summary>
    private static string Same(string text) => MadeId().Replace(text, "id");

    private static bool Matches(string template, string path) =>
        new TemplateMatcher(TemplateParser.Parse(template), []).TryMatch(path, []);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MadeId();
}
