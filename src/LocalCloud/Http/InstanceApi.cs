using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>Reads of instances.</summary>
internal sealed class InstanceApi(CloudState state, InstanceFiles files, int pageSize)
{
    public ArmAnswer List(ResourcePath path, ArmRequest request)
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

    public ArmAnswer Get(ResourcePath path, string id)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            return new ArmAnswer(200, ArmJson.Of(set, set.Find(id) ?? throw Missing(set, id)));
        }
    }

    /// <summary>Takes a spot instance away as Azure would: for good, with the eviction policy Delete.</summary>
    public ArmAnswer Evict(ResourcePath path, string id, Action changed)
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

    /// <summary>
    /// Whether a text is what only this instance can read. Azure has no such action: there a token and an attested document prove a
    /// machine, which would need a platform to sign them.
    /// </summary>
    public ArmAnswer ProveIdentity(ResourcePath path, string id, string proof)
    {
        lock (state.Gate)
        {
            ScaleSet set = Require(path);
            return set.Find(id) is null
                ? throw Missing(set, id)
                : new ArmAnswer(200, new JsonObject { ["proves"] = Proves(set.Name, id, proof) });
        }
    }

    /// <summary>Whether a text is the content of an instance's identity file, which only what runs on the instance can read.</summary>
    public bool Proves(string scaleSet, string instanceId, string proof) => Proves(() => state.FindScaleSet(scaleSet), instanceId, proof);

    /// <summary>The same of a virtual machine.</summary>
    public bool Proves(string machine, string proof) => Proves(() => state.FindMachine(machine), Machine.OnlyInstance, proof);

    private bool Proves(Func<InstanceOwner?> find, string instanceId, string proof)
    {
        string identity;
        lock (state.Gate)
        {
            if (find() is not { } owner || owner.Find(instanceId) is not { State: not InstanceState.Deleting } instance)
                return false;
            identity = files.IdentityOf(InstanceKey.Of(owner, instance));
        }

        return File.Exists(identity)
            && CryptographicOperations.FixedTimeEquals(File.ReadAllBytes(identity), Encoding.UTF8.GetBytes(proof.Trim()));
    }

    private ScaleSet Require(ResourcePath path) =>
        state.FindScaleSet(path.Name) is { } set && path.Names(set) ? set : throw ArmRefusal.NotFound(path.Id);

    private static ArmRefusal Missing(ScaleSet set, string id) =>
        new(404, "NotFound", $"The entity with name '{set.Name}_{id}' was not found.");
}
