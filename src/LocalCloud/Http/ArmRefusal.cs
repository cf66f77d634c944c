namespace BatchAi.LocalCloud;

/// <summary>A request the local cloud does not perform, with Azure's status and code; answered in one place.</summary>
internal sealed class ArmRefusal(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Seconds for Retry-After; null for none.</summary>
    public int? RetryAfter { get; init; }

    public static ArmRefusal NotFound(string id) =>
        new(
            404,
            "ResourceNotFound",
            $"The Resource '{id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        );

    public static ArmRefusal Invalid(string what) => new(400, "InvalidParameter", what);

    public static ArmRefusal Precondition() =>
        new(412, "PreconditionFailed", "The condition set in the request header was not met: the resource exists in another version.");

    public static ArmRefusal BeingDeleted(ResourcePath path) =>
        new(409, "OperationNotAllowed",
            $"Operation is not allowed on {path.Type.Words} '{path.Name}' since it is marked for deletion. You can only retry the " +
            $"Delete operation (or wait for an ongoing one to complete).");

    public static ArmRefusal NameTaken(ResourcePath path, CloudResource present) =>
        new(409, "Conflict",
            $"A {path.Type.Words} named '{path.Name}' exists in resource group '{present.ResourceGroup}'; the local cloud keeps names " +
            $"unique over all groups.");

    /// <summary>What cannot be changed once the resource is there.</summary>
    public static ArmRefusal Fixed(string property) =>
        new(409, "PropertyChangeNotAllowed", $"Changing property '{property}' is not allowed.");

    /// <summary>A body names a resource of the network that is not there.</summary>
    public static ArmRefusal InvalidReference(string id, ResourcePath by) =>
        new(400, "InvalidResourceReference",
            $"Resource {id} referenced by resource {by.Id} was not found. Please make sure that the referenced resource exists, and " +
            $"that both resources are in the same region.");

    public static ArmRefusal NotReady(CloudResource used, ResourcePath by) =>
        new(409, "ReferencedResourceNotProvisioned",
            $"Cannot proceed with operation because resource {used.Id} used by resource {by.Id} is not in Succeeded state.");

    /// <summary>A part that somebody holds on to, with the code Azure has for each type.</summary>
    public static ArmRefusal InUse(Part part, CloudResource user) => part.Type.Name switch
    {
        "networkInterfaces" => new(400, "NicInUse",
            $"Network Interface {part.Id} is used by existing resource {user.Id}. In order to delete the network interface, it must be " +
            "dissociated from the resource."),
        "publicIPAddresses" => new(400, "PublicIPAddressCannotBeDeleted",
            $"Public IP address {part.Id} can not be deleted since it is still allocated to resource {user.Id}."),
        "networkSecurityGroups" => new(400, "InUseNetworkSecurityGroupCannotBeDeleted",
            $"Network security group {part.Id} cannot be deleted because it is in use by the following resources: {user.Id}."),
        _ => new(409, "OperationNotAllowed", $"Disk {part.Name} is attached to VM {user.Id}."),
    };

    public static ArmRefusal TooMany(int seconds) =>
        new(
            429,
            "TooManyRequests",
            "The server rejected the request because too many requests have been received for this resource or subscription.")
        {
            RetryAfter = seconds,
        };

    public static ArmRefusal QuotaExceeded(QuotaUsage usage, string location, int required) =>
        new(
            409,
            "OperationNotAllowed",
            $"Operation could not be completed as it results in exceeding approved {usage.LocalizedName} quota. Additional details "
            + $"- Deployment Model: Resource Manager, Location: {location}, Current Limit: {usage.Limit}, Current QuotaUsage: "
            + $"{usage.Used}, Additional Required: {required}, (Minimum) New Limit Required: {usage.Used + required}. "
            + $"QuotaExhausted: {usage.Used} of {usage.Limit} {usage.LocalizedName}."
        );
}
