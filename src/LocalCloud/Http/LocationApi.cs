namespace BatchAi.LocalCloud;

/// <summary>What belongs to a location: quota, sizes and the operations under way.</summary>
internal sealed class LocationApi(CloudState state, VmSizes sizes, MachineCapacity capacity, ResourceJson json)
{
    public ArmAnswer Usages()
    {
        lock (state.Gate)
            return new ArmAnswer(200, ArmJson.List(capacity.Usages(state).Select(ArmJson.Of)));
    }

    public ArmAnswer Sizes() => new(200, ArmJson.List(sizes.All.Select(ArmJson.Of)));

    public ArmAnswer Skus() => new(200, ArmJson.List(sizes.All.Select(ArmJson.Sku)));

    public ArmAnswer Operation(string id)
    {
        lock (state.Gate)
            return new ArmAnswer(200, ArmJson.Of(Require(id))) { RetryAfter = Require(id).Status == OperationStatus.InProgress ? 1 : null };
    }

    /// <summary>The older way to follow an operation: 202 until it is over, then the resource that was made.</summary>
    public ArmAnswer OperationResult(string id)
    {
        lock (state.Gate)
        {
            Operation operation = Require(id);
            return operation.Status switch
            {
                OperationStatus.InProgress => new ArmAnswer(202) { Operation = operation },
                OperationStatus.Succeeded when operation.Kind == CloudOperationKind.Create
                    && state.Find(operation.Type, operation.Resource) is { } made =>
                    new ArmAnswer(200, json.Of(made)) { ETag = made.ETag },
                OperationStatus.Succeeded => new ArmAnswer(204),
                _ => throw new ArmRefusal(409, operation.ErrorCode ?? "Conflict", operation.ErrorMessage ?? "The operation failed."),
            };
        }
    }

    private Operation Require(string id) =>
        state.FindOperation(id) ?? throw new ArmRefusal(404, "NotFound", $"The operation '{id}' was not found.");
}
