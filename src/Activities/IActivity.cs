using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Activities;

/// <summary>
/// One effect, named by its type. It may run twice, late, or overlapping itself; its own summary says why that is
/// harmless.
/// </summary>
/// <remarks>An expected failure is an outcome value; an exception means "transient" and is retried by the one policy.</remarks>
public interface IActivity<in TInput, TOutput>
{
    Task<TOutput> RunAsync(TInput input, CancellationToken cancellation);
}

/// <summary>The result of an activity that has nothing to say.</summary>
public sealed record Done
{
    public static Done Instance { get; } = new();
}

/// <summary>How an engine runs an activity it knows only by name: JSON in, JSON out.</summary>
public sealed record ActivityDescriptor(
    string Name,
    Type ActivityType,
    Func<IServiceProvider, string, CancellationToken, Task<string>> RunAsync)
{
    /// <summary>Describes an activity; the instance is made by the scope it runs in.</summary>
    public static ActivityDescriptor Of<TActivity, TInput, TOutput>()
        where TActivity : class, IActivity<TInput, TOutput> =>
        new(typeof(TActivity).Name, typeof(TActivity), async (services, input, cancellation) =>
        {
            TActivity activity = ActivatorUtilities.GetServiceOrCreateInstance<TActivity>(services);
            TOutput output = await activity.RunAsync(RowJson.Read<TInput>(input), cancellation);
            return RowJson.Write(output);
        });
}
