using BatchAi.Model;

namespace BatchAi.Services;

/// <summary>Verifies that a registering agent runs on the instance it names.</summary>
public interface INodeIdentity
{
    /// <summary>
    /// False when the request's proof is not of this instance of the scale set. A proof that could not be checked is an
    /// exception: the agent tries again.
    /// </summary>
    Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation);
}
