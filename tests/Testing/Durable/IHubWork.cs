namespace BatchAi.Testing;

/// <summary>
/// What a hub's worker runs its work items with: code in this process, or a worker program that is asked by the
/// protocol of the Functions host.
/// </summary>
public interface IHubWork
{
    /// <summary>Runs one turn of an orchestration.</summary>
    /// <param name="name">Of the orchestration.</param>
    /// <param name="request">
    /// An <c>OrchestratorRequest</c> of Durable Task in base64: what the Functions host hands to an orchestration
    /// trigger.
    /// </param>
    /// <returns>An <c>OrchestratorResponse</c> in base64: what the function returns.</returns>
    Task<string> OrchestrateAsync(string name, string request);

    /// <summary>Runs an activity. What it throws is the activity's failure.</summary>
    /// <param name="name">Of the activity.</param>
    /// <param name="instanceId">Of the orchestration that called it.</param>
    /// <param name="input">JSON.</param>
    /// <returns>JSON.</returns>
    Task<string?> ActAsync(string name, string instanceId, string? input);
}
