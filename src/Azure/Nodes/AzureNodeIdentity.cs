using System.Text.Json;
using BatchAi.Model;
using BatchAi.Services;
using Microsoft.Extensions.Logging;

namespace BatchAi.AzureAdapters;

/// <summary>
/// An agent proves its instance by a token of the nodes' identity and the platform's own word on which machine it is
/// (docs/agent-protocol.md, "The proof on Azure").
/// </summary>
internal sealed partial class AzureNodeIdentity(
    NodeTokens tokens,
    AttestedDocuments documents,
    ScaleSetMachines machines,
    string subscriptionId,
    TimeProvider clock,
    ILogger<AzureNodeIdentity> logger) : INodeIdentity
{
    /// <summary>A document is made on the node's host, whose clock need not be ours.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    public async Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation)
    {
        if (await WhyNotAsync(scaleSet, request, cancellation) is not { } why)
            return true;

        ProofRefused(logger, scaleSet, request.InstanceId, why);
        return false;
    }

    private async Task<string?> WhyNotAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation)
    {
        if (Parse(request.Proof) is not { } proof)
            return "it is no JSON of token and attested";
        if (await tokens.WhyNotAsync(proof.Token, cancellation) is { } refused)
            return refused;
        if (documents.Read(proof.Attested, out string why) is not { } document)
            return why;

        DateTimeOffset now = clock.GetUtcNow();
        if (document.ExpiresOn <= now || document.CreatedOn - s_skew > now)
            return $"the attested document is good from {document.CreatedOn:u} to {document.ExpiresOn:u}";
        if (document.Nonce != NodeProof.NonceOf(request.BootId, request.KeyHash))
            return "the attested document was made for another boot or key";
        if (!document.SubscriptionId.Equals(subscriptionId, StringComparison.OrdinalIgnoreCase))
            return "the machine is in another subscription";
        return await machines.IsAsync(scaleSet, request.InstanceId, document.VmId, cancellation)
            ? null
            : $"the instance is not the machine {document.VmId}";
    }

    private static NodeProof? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ModelJson.Default.NodeProof);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(
        EventId = 500,
        Level = LogLevel.Warning,
        Message = "The proof of instance {InstanceId} of {ScaleSet} was refused: {Why}")]
    private static partial void ProofRefused(ILogger logger, string scaleSet, string instanceId, string why);
}
