namespace BatchAi.LocalCloud;

/// <summary>A request the local cloud does not perform, with Azure's status and code; answered in one place.</summary>
internal sealed class ArmRefusal(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Seconds for Retry-After; null for none.</summary>
    public int? RetryAfter { get; init; }

    public static ArmRefusal NotFound(string id) =>
        new(404, "ResourceNotFound", $"The Resource '{id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static ArmRefusal Invalid(string what) => new(400, "InvalidParameter", what);

    public static ArmRefusal Precondition() =>
        new(412, "PreconditionFailed", "The condition set in the request header was not met: the resource exists in another version.");

    public static ArmRefusal BeingDeleted(string name) =>
        new(409, "OperationNotAllowed", $"Operation is not allowed on VM scale set '{name}' since it is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete).");

    public static ArmRefusal TooMany(int seconds) =>
        new(429, "TooManyRequests", "The server rejected the request because too many requests have been received for this resource or subscription.") { RetryAfter = seconds };

    public static ArmRefusal QuotaExceeded(Usage usage, string location, int required) =>
        new(409, "OperationNotAllowed", $"Operation could not be completed as it results in exceeding approved {usage.LocalizedName} quota. Additional details - Deployment Model: Resource Manager, Location: {location}, Current Limit: {usage.Limit}, Current Usage: {usage.Used}, Additional Required: {required}, (Minimum) New Limit Required: {usage.Used + required}. QuotaExhausted: {usage.Used} of {usage.Limit} {usage.LocalizedName}.");
}
