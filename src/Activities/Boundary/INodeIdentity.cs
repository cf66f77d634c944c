namespace BatchAi.Activities;

/// <summary>Verifies that a registering agent runs on the instance it names.</summary>
public interface INodeIdentity
{
    Task<bool> ProvesAsync(string scaleSet, string instanceId, string proof, CancellationToken cancellation);
}
