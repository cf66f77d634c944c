using BatchAi.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions;

/// <summary>
/// One function an activity of the catalog: JSON text in, JSON text out. Each binds the engine, so that whatever an
/// activity comes to start or ring, it can.
/// </summary>
public static class ActivityTriggers
{
    private static readonly Dictionary<string, ActivityDescriptor> s_catalog = ActivityCatalog.All.ToDictionary(activity => activity.Name);

    [Function(nameof(Activities.AdvanceDeletion))]
    public static Task<string> AdvanceDeletion(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.AdvanceDeletion), input, engine, context);

    [Function(nameof(Activities.AdvanceJob))]
    public static Task<string> AdvanceJob(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.AdvanceJob), input, engine, context);

    [Function(nameof(Activities.FinishJob))]
    public static Task<string> FinishJob(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.FinishJob), input, engine, context);

    [Function(nameof(Activities.Reconcile))]
    public static Task<string> Reconcile(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.Reconcile), input, engine, context);

    [Function(nameof(Activities.WorkOnFleet))]
    public static Task<string> WorkOnFleet(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.WorkOnFleet), input, engine, context);

    [Function(nameof(Activities.WriteAssignments))]
    public static Task<string> WriteAssignments(
        [ActivityTrigger] string input,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) => RunAsync(nameof(Activities.WriteAssignments), input, engine, context);

    private static Task<string> RunAsync(string name, string input, DurableTaskClient engine, FunctionContext context) =>
        s_catalog[name].RunAsync(InvocationEngine.Bind(context.InstanceServices, engine), input, context.CancellationToken);
}
