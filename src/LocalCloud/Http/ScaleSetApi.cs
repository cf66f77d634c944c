using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>Reads and writes of scale sets. A write is on disk before it is answered.</summary>
internal sealed class ScaleSetApi(CloudState state, VmSizes sizes, ScaleSetResizer resizer, TimeProvider clock, Action changed)
{
    public ArmAnswer Get(ResourcePath path)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            return new ArmAnswer(200, ArmJson.Of(set, sizes)) { ETag = set.ETag };
        }
    }

    public ArmAnswer Put(ResourcePath path, JsonObject body, string? ifMatch, string? ifNoneMatch)
    {
        ScaleSetBody wanted = ScaleSetBody.Read(path.Name, body, sizes);
        lock (state.Gate)
        {
            ScaleSet? present = state.FindScaleSet(path.Name);
            if (present is not null && !path.Names(present))
                throw ArmRefusal.NameTaken(path, present);
            if (present is { Deleting: true })
                throw ArmRefusal.BeingDeleted(path);
            if ((present is not null && ifNoneMatch is not null) || !ArmPreconditions.Matches(present, ifMatch))
                throw ArmRefusal.Precondition();

            ScaleSet next = present is null
                ? Fresh(path, wanted)
                : present with
                {
                    Model = wanted.Model,
                    CustomData = wanted.CustomData,
                    VmSize = wanted.VmSize,
                };
            Operation operation = Commit(resizer.Resize(next, wanted.Capacity));
            ScaleSet made = Require(path);
            return new ArmAnswer(present is null ? 201 : 200, ArmJson.Of(made, sizes)) { ETag = made.ETag, Operation = operation };
        }
    }

    public ArmAnswer Patch(ResourcePath path, JsonObject body, string? ifMatch)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            if (set.Deleting)
                throw ArmRefusal.BeingDeleted(path);
            if (!ArmPreconditions.Matches(set, ifMatch))
                throw ArmRefusal.Precondition();

            JsonObject model = (JsonObject)set.Model.DeepClone();
            foreach ((string name, JsonNode? value) in ScaleSetBody.ModelOf(body))
                model[name] = Merge(model[name], value);
            Operation operation = Commit(resizer.Resize(set with { Model = model }, ScaleSetBody.ReadCapacity(body) ?? set.Capacity));
            ScaleSet next = Require(path);
            return new ArmAnswer(200, ArmJson.Of(next, sizes)) { ETag = next.ETag, Operation = operation };
        }
    }

    public ArmAnswer Delete(ResourcePath path, string? ifMatch)
    {
        lock (state.Gate)
        {
            if (state.FindScaleSet(path.Name) is not { } set || !path.Names(set))
                return new ArmAnswer(204);
            if (!ArmPreconditions.Matches(set, ifMatch))
                throw ArmRefusal.Precondition();

            ScaleSet next = set with
            {
                Deleting = true,
                Capacity = 0,
                Version = set.Version + 1,
                Instances = [.. set.Instances.Select(instance => instance with { State = InstanceState.Deleting })],
            };
            return new ArmAnswer(202) { Operation = Commit((next, Begin(next, CloudOperationKind.Delete, []))) };
        }
    }

    /// <summary>Removes instances by name. As on Azure, one that is not there refuses the whole request.</summary>
    public ArmAnswer DeleteInstances(ResourcePath path, IReadOnlyList<string> ids)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            if (ids is ["*"])
                ids = [.. set.Instances.Select(instance => instance.Id)];
            if (ids.FirstOrDefault(id => set.Find(id) is null) is { } missing)
                throw ArmRefusal.Invalid($"The provided instanceId {missing} is not an active Virtual Machine Scale Set VM instanceId.");

            int fewer = set.Instances.Count(instance => instance.State != InstanceState.Deleting && ids.Contains(instance.Id));
            ScaleSet next = set with
            {
                Capacity = Math.Max(0, set.Capacity - fewer),
                Version = set.Version + 1,
                Instances =
                [
                    .. set.Instances.Select(instance =>
                        ids.Contains(instance.Id) ? instance with { State = InstanceState.Deleting } : instance),
                ],
            };
            return new ArmAnswer(202) { Operation = Commit((next, Begin(next, CloudOperationKind.Remove, ids))) };
        }
    }

    private ScaleSet Require(ResourcePath path) =>
        state.FindScaleSet(path.Name) is { } set && path.Names(set) ? set : throw ArmRefusal.NotFound(path.Id);

    private ScaleSet Fresh(ResourcePath path, ScaleSetBody body) => new()
    {
        Uid = Guid.NewGuid().ToString(),
        Subscription = path.Subscription,
        ResourceGroup = path.ResourceGroup,
        Name = path.Name,
        Location = body.Location,
        VmSize = body.VmSize,
        Model = body.Model,
        CustomData = body.CustomData,
        Capacity = 0,
        Version = 0,
        NextInstance = 0,
        CreatedAt = clock.GetUtcNow(),
        Instances = [],
    };

    private Operation Begin(ScaleSet set, CloudOperationKind kind, IReadOnlyList<string> targets) =>
        resizer.Begin(set, kind, targets, clock.GetUtcNow());

    private Operation Commit((ScaleSet Set, Operation Operation) change)
    {
        state.Commit(change.Set, change.Operation);
        changed();
        return change.Operation;
    }

    /// <summary>RFC 7396, which Azure's PATCH follows.</summary>
    private static JsonNode? Merge(JsonNode? old, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();

        JsonObject merged = old is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach ((string name, JsonNode? value) in changes)
            merged[name] = Merge(merged[name], value);
        return merged;
    }
}
