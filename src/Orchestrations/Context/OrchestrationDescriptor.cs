using BatchAi.State;

namespace BatchAi.Orchestrations;

/// <summary>How an engine runs an orchestration it knows only by name: JSON in, JSON out.</summary>
public sealed record OrchestrationDescriptor(string Name, Func<OrchestrationContext, string, Task<string>> RunAsync)
{
    /// <summary>Describes an orchestration that is a static method.</summary>
    public static OrchestrationDescriptor Of<TInput, TOutput>(string name, Func<OrchestrationContext, TInput, Task<TOutput>> run) =>
        new(name, async (context, input) => RowJson.Write(await run(context, RowJson.Read<TInput>(input))));
}
