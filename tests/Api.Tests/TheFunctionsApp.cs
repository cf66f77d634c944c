using System.Net;
using System.Text.RegularExpressions;
using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace BatchAi.Api.Tests;

public sealed partial class TheFunctionsApp
{
    [Fact]
    public async Task Serves_every_route_of_the_API_with_one_function()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        BatchAiApi.MapAll(app);
        RouteEndpoint[] served = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];

        Assert.NotEmpty(served);
        HashSet<string> used = [];
        Assert.All(served, endpoint => used.Add(Assert.Single(FunctionsSource.Routes, function => Matches(function.Value, SamplePath(endpoint.RoutePattern))).Key));
        Assert.Equal(FunctionsSource.Routes.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Takes_every_method_so_that_the_API_is_who_refuses() =>
        Assert.All(FunctionsSource.All.Where(function => function.Trigger == "HttpTrigger"), function => Assert.StartsWith("[HttpTrigger(AuthorizationLevel.Anonymous, Route = ", function.Text, StringComparison.Ordinal));

    [Fact]
    public async Task Is_the_same_API_behind_routes_and_a_proxy_of_its_own()
    {
        await using ApiWorld plain = await ApiWorld.StartAsync();
        await using ApiWorld functions = await ApiWorld.StartAsync(host: AsTheFunctionsApp);
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

    [Fact]
    public void Runs_every_orchestration_of_the_catalog() =>
        Assert.Equal(OrchestrationCatalog.All.Select(orchestration => orchestration.Name).Order(StringComparer.Ordinal), FunctionsSource.TriggeredBy("OrchestrationTrigger").Order(StringComparer.Ordinal));

    [Fact]
    public void Runs_every_activity_of_the_catalog_and_each_under_its_own_name()
    {
        Assert.Equal(ActivityCatalog.All.Select(activity => activity.Name).Order(StringComparer.Ordinal), FunctionsSource.TriggeredBy("ActivityTrigger").Order(StringComparer.Ordinal));
        Assert.All(FunctionsSource.All.Where(function => function.Trigger == "ActivityTrigger"), function => Assert.Contains($"RunAsync(nameof(Activities.{function.Name}), ", function.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Has_no_two_functions_of_one_name() =>
        Assert.Distinct(FunctionsSource.All.Select(function => function.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The engine's client is a binding there: what does not bind it can start and ring nothing.</summary>
    [Fact]
    public void Binds_the_engine_wherever_something_may_be_started_or_rung() =>
        Assert.All(FunctionsSource.All.Where(function => function.Trigger != "OrchestrationTrigger"), function => Assert.Contains("[DurableClient] DurableTaskClient engine", function.Text, StringComparison.Ordinal));

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
        foreach ((string function, string route) in FunctionsSource.Routes)
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
