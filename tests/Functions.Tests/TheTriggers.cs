using System.Reflection;
using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NSubstitute;

namespace BatchAi.Functions.Tests;

/// <summary>
/// What the triggers declare, read from the built app. Whether a function does what its name says is asked by running
/// it.
/// </summary>
public sealed class TheTriggers
{
    /// <summary>Every function: its name, its method, and the attribute of the parameter that triggers it.</summary>
    private static readonly (string Name, MethodInfo Method, Attribute Trigger)[] s_all =
    [
        .. from type in typeof(HttpTriggers).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (
            function.Name,
            method,
            method
                .GetParameters()[0]
                .GetCustomAttributes()
                .Single(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal))),
    ];

    public static TheoryData<string> Activities => [.. TriggeredBy<ActivityTriggerAttribute>()];

    [Fact]
    public void Take_every_method_so_that_the_API_is_who_refuses() =>
        Assert.All(s_all.Select(function => function.Trigger).OfType<HttpTriggerAttribute>(), trigger =>
        {
            Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
            Assert.Empty(trigger.Methods ?? []);
        });

    [Fact]
    public void Run_every_orchestration_of_the_catalog() =>
        Assert.Equal(
            OrchestrationCatalog.All.Select(orchestration => orchestration.Name).Order(StringComparer.Ordinal),
            TriggeredBy<OrchestrationTriggerAttribute>());

    [Fact]
    public void Run_every_activity_of_the_catalog() =>
        Assert.Equal(
            ActivityCatalog.All.Select(activity => activity.Name).Order(StringComparer.Ordinal),
            TriggeredBy<ActivityTriggerAttribute>());

    [Theory]
    [MemberData(nameof(Activities))]
    public async Task Run_each_activity_under_its_own_name(string name)
    {
        MethodInfo function = s_all.Single(function => function.Name == name).Method;
        FunctionContext context = Substitute.For<FunctionContext>();
        context.InstanceServices = new OnlyTheEngine();

        AskedForException asked = await Assert.ThrowsAsync<AskedForException>(() =>
            (Task)function.Invoke(null, ["null", Substitute.For<DurableTaskClient>("test"), context])!);

        Assert.Equal(ActivityCatalog.All.Single(activity => activity.Name == name).ActivityType, asked.Service);
    }

    [Fact]
    public void Have_no_two_functions_of_one_name() =>
        Assert.Distinct(s_all.Select(function => function.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The engine's client is a binding there: a function that does not bind it can neither start nor ring an
    /// orchestration.
    /// </summary>
    [Fact]
    public void Bind_the_engine_wherever_something_may_be_started_or_rung() =>
        Assert.All(s_all.Where(function => function.Trigger is not OrchestrationTriggerAttribute), function =>
            Assert.Contains(function.Method.GetParameters(), parameter => parameter.IsDefined(typeof(DurableClientAttribute))));

    private static IEnumerable<string> TriggeredBy<TTrigger>() =>
        s_all.Where(function => function.Trigger is TTrigger).Select(function => function.Name).Order(StringComparer.Ordinal);

    /// <summary>A scope that has the engine of the invocation and nothing else, and says what it was asked for.</summary>
    private sealed class OnlyTheEngine : IServiceProvider
    {
        private readonly InvocationEngine _engine = new();

        public object GetService(Type serviceType) =>
            serviceType == typeof(InvocationEngine) ? _engine : throw new AskedForException(serviceType);
    }

    private sealed class AskedForException(Type service) : Exception($"Asked for {service.Name}")
    {
        public Type Service { get; } = service;
    }
}
