namespace BatchAi.LocalCloud;

/// <summary>Reads of instances.</summary>
internal sealed class InstanceApi(CloudState state, int pageSize)
{
    public ArmAnswer List(ScaleSetPath path, ArmRequest request)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            long from = long.TryParse(request.Query("$skiptoken"), out long token) ? token : 0;

            // Instances stand in the order of their ids, so a page goes on right also when some were removed in between.
            List<Instance> page = [.. set.Instances.Where(instance => long.Parse(instance.Id) >= from).Take(pageSize + 1)];
            string? next = page.Count > pageSize
                ? request.Absolute($"{set.Id}/virtualMachines?api-version={request.Query("api-version")}&$skiptoken={page[pageSize].Id}")
                : null;
            return new ArmAnswer(200, ArmJson.List(page.Take(pageSize).Select(instance => ArmJson.Of(set, instance)), next));
        }
    }

    public ArmAnswer Get(ScaleSetPath path, string id)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            return new ArmAnswer(200, ArmJson.Of(set, set.Find(id) ?? throw Missing(set, id)));
        }
    }

    /// <summary>Takes a spot instance away as Azure would: for good, with the eviction policy Delete.</summary>
    public ArmAnswer Evict(ScaleSetPath path, string id, Action changed)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            Instance instance = set.Find(id) ?? throw Missing(set, id);
            state.Commit(set.With(instance with { EvictedAt = DateTimeOffset.MinValue }), operation: null);
        }

        changed();
        return new ArmAnswer(204);
    }

    private ScaleSet Require(ScaleSetPath path) => state.Find(path.Name) is { } set && path.Names(set) ? set : throw ArmRefusal.NotFound(path.Id);

    private static ArmRefusal Missing(ScaleSet set, string id) =>
        new(404, "NotFound", $"The entity with name '{set.Name}_{id}' was not found.");
}
