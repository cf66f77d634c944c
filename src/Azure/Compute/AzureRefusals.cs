using Azure;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>The one place that knows what Azure's error codes mean to us.</summary>
internal static class AzureRefusals
{
    private static readonly HashSet<string> s_capacity = new(StringComparer.OrdinalIgnoreCase)
    {
        "AllocationFailed",
        "ZonalAllocationFailed",
        "OverconstrainedAllocationRequest",
        "OverconstrainedZonalAllocationRequest",
        "SubnetIsFull",
    };

    private static readonly HashSet<string> s_policy = new(StringComparer.OrdinalIgnoreCase)
    {
        "BadRequest",
        "ImageNotFound",
        "InvalidParameter",
        "InvalidRequestContent",
        "InvalidRequestFormat",
        "MarketplacePurchaseEligibilityFailed",
        "PlatformImageNotFound",
        "PropertyChangeNotAllowed",
        "RequestDisallowedByPolicy",
        "ResourcePurchaseValidationFailed",
        "SecurityRuleConflict",
        "SecurityRuleInvalidAddressPrefix",
        "SecurityRuleInvalidPriority",
        "SkuNotAvailable",
        "VMMarketplaceInvalidInput",
    };

    private static readonly HashSet<string> s_rights = new(StringComparer.OrdinalIgnoreCase)
    {
        "AuthorizationFailed",
        "Forbidden",
        "Http403",
        "LinkedAccessCheckFailed",
        "LinkedAuthorizationFailed",
        "RoleAssignmentNotFound",
    };

    /// <summary>Whether an error is the cloud saying no, and not a request that should be sent again.</summary>
    public static bool IsRefusal(RequestFailedException error) => error.Status is >= 400 and < 500 and not (401 or 408 or 429);

    public static bool IsAbsence(RequestFailedException error) =>
        error is { Status: 404, ErrorCode: "ResourceNotFound" or "ParentResourceNotFound" or "NotFound" };

    public static FleetOutcome.Refused Of(RequestFailedException error) =>
        Of(error.ErrorCode ?? $"Http{error.Status}", FirstLine(error.Message));

    public static FleetOutcome.Refused Of(string code, string message) => new(Classify(code, message), code, message);

    private static FleetRefusal Classify(string code, string message)
    {
        bool Says(string word) => message.Contains(word, StringComparison.OrdinalIgnoreCase);

        return code switch
        {
            _ when IsQuota(code) => FleetRefusal.Quota,
            "OperationNotAllowed" when Says("quota") => FleetRefusal.Quota,
            "SkuNotAvailable" when Says("capacity") => FleetRefusal.Capacity,

            // Parts of a machine come into place by themselves; the subnet is the user's own.
            "InvalidResourceReference" when Says("/subnets/") => FleetRefusal.Policy,
            _ when s_capacity.Contains(code) => FleetRefusal.Capacity,
            _ when s_policy.Contains(code) => FleetRefusal.Policy,
            _ when s_rights.Contains(code) => FleetRefusal.Rights,
            _ => FleetRefusal.Transient,
        };
    }

    /// <summary>
    /// Compute and the network name each limit in a code of its own: QuotaExceeded, ResourceQuotaExceeded,
    /// IPv4StandardSkuPublicIpCountLimitReached, NetworkSecurityGroupCountLimitReached.
    /// </summary>
    private static bool IsQuota(string code) =>
        code.EndsWith("QuotaExceeded", StringComparison.OrdinalIgnoreCase)
        || code.EndsWith("CountLimitReached", StringComparison.OrdinalIgnoreCase);

    /// <summary>The SDK appends headers and content to the message of its exceptions.</summary>
    private static string FirstLine(string message)
    {
        int end = message.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Trim();
    }
}
