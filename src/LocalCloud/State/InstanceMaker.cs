namespace BatchAi.LocalCloud;

/// <summary>Makes the record of a new instance, with what goes wrong with it on purpose.</summary>
internal sealed class InstanceMaker(InstanceFiles files, TimeSpan provisioningDelay, TimeProvider clock)
{
    /// <param name="failed">It is listed, but was not allocated.</param>
    /// <param name="mayBeEvicted">Regular virtual machines are not taken away.</param>
    public Instance Make(InstanceOwner owner, string id, VmSize size, Allocation allocation, bool failed, bool mayBeEvicted, FaultDice dice)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string vmId = Guid.NewGuid().ToString();
        DateTimeOffset bootsAt = now + (dice.IsSlow() ? provisioningDelay * 10 : provisioningDelay);
        return new Instance
        {
            Id = id,
            VmId = vmId,
            VmSize = size.Name,
            Address = allocation.Address,
            Gpus = failed ? [] : allocation.Gpus,
            Simulated = allocation.Simulated,
            TempDirectory = files.ChooseTempDirectory(new InstanceKey(owner.InstanceFolder, id), vmId),
            CreatedAt = now,
            BootsAt = bootsAt,
            EvictedAt = mayBeEvicted ? bootsAt + dice.Lifetime() : null,
            NeverStarts = dice.IsDead(),
            State = failed ? InstanceState.Failed : InstanceState.Creating,
        };
    }
}
