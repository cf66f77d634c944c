using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using BatchAi.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
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
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        BatchAiApi.MapAll(app);
        RouteEndpoint[] served = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];

        Assert.NotEmpty(served);
        HashSet<string> used = [];
        Assert.All(served, endpoint => used.Add(Assert.Single(s_routes, function => Matches(function.Value, SamplePath(endpoint.RoutePattern))).Key));
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

        Assert.Equal("the worker's own", (await functions.Client.GetAsync("http://api.example/nothing-of-ours", TestContext.Current.CancellationToken)).ReasonPhrase);
    }

    /// <summary>As the worker does it: routes by the functions' templates, runs the trigger within the endpoint, and stands behind a proxy.</summary>
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

    private static string SamplePath(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { ParameterPolicies.Count: > 0 } => "7",
            _ => "x1",
        }));

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MadeId();
}
