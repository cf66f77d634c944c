using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>Reads of instances.</summary>
internal sealed class InstanceApi(CloudState state, InstanceFiles files, int pageSize)
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

    /// <summary>Whether a text is what only this instance can read. Azure has no such action: there a token and an attested document prove a machine, which would need a platform to sign them.</summary>
    public ArmAnswer ProveIdentity(ScaleSetPath path, string id, string proof)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            return set.Find(id) is null ? throw Missing(set, id) : new ArmAnswer(200, new JsonObject { ["proves"] = Proves(set.Name, id, proof) });
        }
    }

    /// <summary>Whether a text is the content of an instance's identity file, which only what runs on the instance can read.</summary>
    public bool Proves(string scaleSet, string instanceId, string proof)
    {
        InstanceKey key;
        lock (state.Gate)
        {
            if (state.Find(scaleSet) is not { } set || set.Find(instanceId) is not { State: not InstanceState.Deleting })
                return false;
            key = new InstanceKey(set.Key, instanceId);
        }

        return File.Exists(files.IdentityOf(key)) && CryptographicOperations.FixedTimeEquals(File.ReadAllBytes(files.IdentityOf(key)), Encoding.UTF8.GetBytes(proof.Trim()));
    }

    private ScaleSet Require(ScaleSetPath path) => state.Find(path.Name) is { } set && path.Names(set) ? set : throw ArmRefusal.NotFound(path.Id);

    private static ArmRefusal Missing(ScaleSet set, string id) =>
        new(404, "NotFound", $"The entity with name '{set.Name}_{id}' was not found.");
}
