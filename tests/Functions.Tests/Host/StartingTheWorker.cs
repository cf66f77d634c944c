using System.Reflection;
using System.Text.Json;
using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.Azure.Functions.Worker;

namespace BatchAi.Functions.Tests;

/// <summary>What the built worker program tells its host before anything runs.</summary>
[Collection(RunningApp.Collection)]
public sealed class StartingTheWorker(RunningApp app)
{
    [Fact]
    public void Reports_one_function_for_everything_in_the_catalogs()
    {
        Assert.Equal(Ordered(OrchestrationCatalog.All.Select(orchestration => orchestration.Name)), Triggered("orchestrationTrigger"));
        Assert.Equal(Ordered(ActivityCatalog.All.Select(activity => activity.Name)), Triggered("activityTrigger"));
        Assert.Equal(["JobMessages"], Triggered("queueTrigger"));
        Assert.Equal(["LedgerRollUp", "Watchdog"], Triggered("timerTrigger"));
    }

    [Fact]
    public void Reports_the_routes_queues_and_schedules_that_its_triggers_declare()
    {
        Dictionary<string, string?> routes = Declared<HttpTriggerAttribute>(trigger => trigger.Route);

        Assert.NotEmpty(routes);
        Assert.Equal(routes, Reported("httpTrigger", "route"));
        Assert.Equal(new Dictionary<string, string?> { ["JobMessages"] = "batchai-jobs" }, Reported("queueTrigger", "queueName"));
        Assert.Equal(new Dictionary<string, string?> { ["Watchdog"] = "0 * * * * *", ["LedgerRollUp"] = "30 */10 * * * *" },
            Reported("timerTrigger", "schedule"));
        Assert.All(Bindings().Where(binding => Text(binding.Json, "type") == "httpTrigger"),
            binding => Assert.Equal("Anonymous", Text(binding.Json, "authLevel")));
    }

    /// <summary>An orchestration may not: its client would not be replayed. All others may come to start or ring one.</summary>
    [Fact]
    public void Gives_every_function_but_the_orchestrations_the_durable_client() =>
        Assert.All(app.Worker.Functions.Values,
            function => Assert.Equal(!OrchestrationCatalog.All.Any(orchestration => orchestration.Name == function.Name),
            function.Bindings.Values.Any(binding => binding.Type == "durableClient")));

    [Fact]
    public void Names_its_web_server_and_leaves_telemetry_to_the_host_where_none_is_configured()
    {
        Assert.True(app.Worker.HttpUri.IsLoopback);
        Assert.False(app.Worker.Init.Capabilities.ContainsKey("WorkerOpenTelemetryEnabled"));
    }

    [Fact]
    public async Task Reports_by_itself_where_telemetry_is_configured_and_ends_when_it_is_told_to()
    {
        Dictionary<string, string> settings = WorkerSettings.For("UseDevelopmentStorage=true");
        settings["APPLICATIONINSIGHTS_CONNECTION_STRING"] =
            "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9/";
        using FunctionsWorker worker = await FunctionsWorker.StartAsync(app.Rpc, settings);

        Assert.Equal("True", worker.Init.Capabilities["WorkerOpenTelemetryEnabled"], ignoreCase: true);
        int code = await worker.TerminateAsync();
        Assert.True(code == 0, $"{code}: {worker.Said}");
    }

    [Fact]
    public async Task Says_that_it_is_well() => Assert.True(await app.Worker.IsWellAsync());

    private static Dictionary<string, string?> Declared<TAttribute>(Func<TAttribute, string?> what)
        where TAttribute : Attribute =>
        (from method in typeof(FunctionsHost).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods())
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         from parameter in method.GetParameters()
         let trigger = parameter.GetCustomAttribute<TAttribute>()
         where trigger is not null
         select (function.Name, Value: what(trigger))).ToDictionary(declared => declared.Name, string? (declared) => declared.Value);

    private Dictionary<string, string?> Reported(string type, string property) =>
        Bindings().Where(binding => Text(binding.Json, "type") == type)
            .ToDictionary(binding => binding.Function, string? (binding) => Text(binding.Json, property));

    private string[] Triggered(string type) =>
        Ordered(Bindings().Where(binding => Text(binding.Json, "type") == type).Select(binding => binding.Function));

    private IEnumerable<(string Function, JsonElement Json)> Bindings() =>
        app.Worker.Functions.Values.SelectMany(function =>
            function.RawBindings.Select(raw => (function.Name, JsonDocument.Parse(raw).RootElement)));

    private static string? Text(JsonElement binding, string property) => binding.GetProperty(property).GetString();

    private static string[] Ordered(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
