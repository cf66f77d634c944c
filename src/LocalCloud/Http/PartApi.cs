using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>
/// Reads and writes of disks, network interfaces, public addresses and network security groups. A write is on disk before it is answered.
/// </summary>
/// <param name="delay">How long a creation or a deletion takes.</param>
internal sealed class PartApi(CloudState state, MachineCapacity capacity, ResourceJson json, TimeSpan delay, Func<FaultDice> faults,
    TimeProvider clock, Action changed)
{
    public ArmAnswer Get(ResourcePath path)
    {
        lock (state.Gate)
            return Shown(200, Find(path) ?? throw ArmRefusal.NotFound(path.Id));
    }

    public ArmAnswer Put(ResourcePath path, JsonObject body, ArmRequest request)
    {
        lock (state.Gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            Part? present = state.FindPart(path.Type, path.Name);
            if (present is not null && !path.Names(present))
                throw ArmRefusal.NameTaken(path, present);
            if (present is { Deleting: true })
                throw ArmRefusal.BeingDeleted(path);
            ArmPreconditions.Check(present, request);

            PartBody wanted = PartBody.Read(path, body, state, now);
            Part next = present is null ? Fresh(path, wanted, now) : Changed(present, wanted);
            Operation operation = Operation.Begin(next, CloudOperationKind.Create, [], now, notBefore: next.ReadyAt);
            state.Commit(next, operation);
            changed();
            return Shown(present is not null ? 200 : path.Type == CloudResourceType.Disks ? 202 : 201, next) with { Operation = operation };
        }
    }

    public ArmAnswer Delete(ResourcePath path, ArmRequest request)
    {
        lock (state.Gate)
        {
            if (Find(path) is not { } part)
                return new ArmAnswer(204);
            ArmPreconditions.Check(part, request);
            if (state.UserOf(part) is { } user)
                throw ArmRefusal.InUse(part, user);

            DateTimeOffset now = clock.GetUtcNow();
            Part next = part.Leaving(now + Delay());
            Operation operation = Operation.Begin(next, CloudOperationKind.Delete, [], now, now);
            state.Commit(next, operation);
            changed();
            return new ArmAnswer(202) { Operation = operation };
        }
    }

    private static Part Changed(Part present, PartBody wanted) => present.Location == wanted.Location
        ? present with { Model = wanted.Model, Uses = wanted.Uses, Version = present.Version + 1 }
        : throw new ArmRefusal(409, "InvalidResourceLocation",
            $"The resource '{present.Name}' already exists in location '{present.Location}'.");

    private Part Fresh(ResourcePath path, PartBody body, DateTimeOffset now) =>
        new()
        {
            Uid = Guid.NewGuid().ToString(),
            Subscription = path.Subscription,
            ResourceGroup = path.ResourceGroup,
            Name = path.Name,
            TypeName = path.Type.Name,
            Location = body.Location,
            Model = body.Model,
            Uses = body.Uses,
            Version = 1,
            CreatedAt = now,
            ReadyAt = now + Delay(),
            Address =
                path.Type == CloudResourceType.Interfaces || path.Type == CloudResourceType.PublicAddresses
                    ? capacity.NextAddress(state)
                    : null,
        };

    private TimeSpan Delay() => faults().IsSlow() ? delay * 10 : delay;

    private Part? Find(ResourcePath path) => state.FindPart(path.Type, path.Name) is { } part && path.Names(part) ? part : null;

    private ArmAnswer Shown(int status, Part part) => new(status, json.Of(part)) { ETag = part.ETag };
}
