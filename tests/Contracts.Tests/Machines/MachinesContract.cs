using Azure;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

/// <summary>What whoever makes and removes single machines may rely on, whatever cloud is behind the boundary.</summary>
public abstract class MachinesContract
{
    /// <summary>More rounds than any creation or deletion needs; past it a test says what is left.</summary>
    private const int MostRounds = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IMachinesWorld> StartAsync(int machineQuota = 8);

    [Fact]
    public async Task Makes_a_machine_out_of_its_parts_and_tells_where_it_is()
    {
        await using IMachinesWorld world = await StartAsync();

        await MakeAsync(world);

        IReadOnlyList<MachinePart> parts = await world.Machines.ListAsync(FileServerParts.Prefix, Cancellation);
        Assert.Equal(FileServerParts.Names(), parts.Select(part => part.Name));
        Assert.All(parts, part => Assert.True(part.IsReady, $"{part}"));
        Assert.Equal([parts[1].Address, parts[2].Address], parts.Select(part => part.Address).OfType<string>());
        Assert.NotNull(Assert.Single(parts, part => part.VmId is not null).VmId);
        Assert.All(parts.Where(part => part.Name != $"{FileServerParts.Prefix}-os"), part =>
            Assert.Equal("1", part.Tags["batchai-fileserver"]));
        MachinePart? found = await world.Machines.FindAsync(MachinePartKind.NetworkInterface, $"{FileServerParts.Prefix}-card",
            Cancellation);
        Assert.Equal(parts[2].Address, found?.Address);
    }

    [Fact]
    public async Task Makes_each_part_once_however_often_it_is_asked_for()
    {
        await using IMachinesWorld world = await StartAsync();
        foreach (MachinePartSpec part in FileServerParts.Of())
        {
            FleetOutcome first = await world.Machines.BeginEnsureAsync(part, Cancellation);
            FleetOutcome second = await world.Machines.BeginEnsureAsync(part, Cancellation);
            Assert.IsType<FleetOutcome.Started>(first);
            Assert.True(second is FleetOutcome.Started or FleetOutcome.Completed, $"{second}");
            await FinishAsync(world, second);
            Assert.IsType<FleetOutcome.Completed>(await world.Machines.BeginEnsureAsync(part, Cancellation));
        }

        string? before = (await world.Machines.FindAsync(MachinePartKind.Machine, FileServerParts.Prefix, Cancellation))?.VmId;
        await MakeAsync(world);

        Assert.Equal(FileServerParts.Names(), await NamesAsync(world));
        Assert.Equal(before, (await world.Machines.FindAsync(MachinePartKind.Machine, FileServerParts.Prefix, Cancellation))?.VmId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Takes_up_a_creation_that_was_killed_after_any_of_its_steps(int begun)
    {
        await using IMachinesWorld world = await StartAsync();
        await BeginAsync(world, begun);

        await MakeAsync(world);

        Assert.Equal(FileServerParts.Names(), await NamesAsync(world));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Leaves_nothing_of_a_creation_that_was_killed_after_any_of_its_steps(int begun)
    {
        await using IMachinesWorld world = await StartAsync();
        await BeginAsync(world, begun);

        await RemoveAllAsync(world, parts => parts.Reverse());

        Assert.Empty(await NamesAsync(world));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Leaves_nothing_in_whatever_order_the_parts_are_deleted(int seed)
    {
        await using IMachinesWorld world = await StartAsync();
        await MakeAsync(world);
        await MakeAsync(world, "bai-fs-2");

        await RemoveAllAsync(world, parts => parts.OrderBy(part => Order(seed, part.Name)));

        Assert.Empty(await NamesAsync(world));
        Assert.Equal(FileServerParts.Names("bai-fs-2"), (await world.Machines.ListAsync("bai-fs-", Cancellation))
            .Select(part => part.Name));
    }

    [Fact]
    public async Task Loses_nothing_when_answers_are_lost()
    {
        await using IMachinesWorld world = await StartAsync();

        foreach (MachinePartSpec part in FileServerParts.Of())
        {
            world.LoseNextAnswer();
            await EnsureAsync(world, part);
        }

        Assert.Equal(FileServerParts.Names(), await NamesAsync(world));
        await RemoveAllAsync(world, parts =>
        {
            world.LoseNextAnswer();
            return parts.Reverse();
        });
        Assert.Empty(await NamesAsync(world));
    }

    [Fact]
    public async Task Deletes_a_machine_with_what_only_it_needs_and_keeps_the_data()
    {
        await using IMachinesWorld world = await StartAsync();
        await MakeAsync(world);

        await FinishAsync(world, await world.Machines.BeginDeleteAsync(MachinePartKind.Machine, FileServerParts.Prefix, Cancellation));
        string[] left = [$"{FileServerParts.Prefix}-rules", $"{FileServerParts.Prefix}-data-0", $"{FileServerParts.Prefix}-data-1"];
        for (int round = 0; round < MostRounds && (await NamesAsync(world)).Count > left.Length; round++)
            await world.PassTimeAsync();

        Assert.Equal(left, await NamesAsync(world));
    }

    [Fact]
    public async Task Refuses_to_delete_what_is_in_use_and_says_that_it_passes()
    {
        await using IMachinesWorld world = await StartAsync();
        await MakeAsync(world);

        foreach (MachinePart used in (await world.Machines.ListAsync(FileServerParts.Prefix, Cancellation))
            .Where(part => part.Kind != MachinePartKind.Machine))
        {
            FleetOutcome outcome = await world.Machines.BeginDeleteAsync(used.Kind, used.Name, Cancellation);
            Assert.Equal(FleetRefusal.Transient, Assert.IsType<FleetOutcome.Refused>(outcome).Refusal);
        }

        Assert.Equal(FileServerParts.Names(), await NamesAsync(world));
    }

    [Fact]
    public async Task Refuses_parts_whose_own_parts_are_not_there_and_says_that_it_passes()
    {
        await using IMachinesWorld world = await StartAsync();

        foreach (MachinePartSpec part in FileServerParts.Of()
            .Where(part => part.Kind is MachinePartKind.NetworkInterface or MachinePartKind.Machine))
        {
            FleetOutcome outcome = await world.Machines.BeginEnsureAsync(part, Cancellation);
            Assert.Equal(FleetRefusal.Transient, Assert.IsType<FleetOutcome.Refused>(outcome).Refusal);
        }

        Assert.Empty(await NamesAsync(world));
    }

    [Fact]
    public async Task Hears_that_there_is_no_capacity_and_finds_it_when_it_tries_again()
    {
        await using IMachinesWorld world = await StartAsync();
        IReadOnlyList<MachinePartSpec> parts = FileServerParts.Of();
        foreach (MachinePartSpec part in parts.SkipLast(1))
            await EnsureAsync(world, part);
        world.FailNextAllocation();

        FleetOutcome failed = await FinishAsync(world, await world.Machines.BeginEnsureAsync(parts[^1], Cancellation));
        MachinePart? seen = await world.Machines.FindAsync(MachinePartKind.Machine, FileServerParts.Prefix, Cancellation);
        FleetOutcome again = await FinishAsync(world, await world.Machines.BeginEnsureAsync(parts[^1], Cancellation));

        Assert.Equal(FleetRefusal.Capacity, Assert.IsType<FleetOutcome.Refused>(failed).Refusal);
        Assert.True(seen?.HasFailed, $"{seen}");
        Assert.IsType<FleetOutcome.Completed>(again);
        Assert.Equal(FileServerParts.Names(), await NamesAsync(world));
    }

    [Fact]
    public async Task Hears_that_the_quota_is_used_up()
    {
        await using IMachinesWorld world = await StartAsync(machineQuota: 1);
        await MakeAsync(world);
        IReadOnlyList<MachinePartSpec> second = FileServerParts.Of("bai-fs-2");
        foreach (MachinePartSpec part in second.SkipLast(1))
            await EnsureAsync(world, part);

        FleetOutcome outcome = await world.Machines.BeginEnsureAsync(second[^1], Cancellation);

        Assert.Equal(FleetRefusal.Quota, Assert.IsType<FleetOutcome.Refused>(outcome).Refusal);
    }

    [Fact]
    public async Task Hears_that_a_size_cannot_be_had_at_all()
    {
        await using IMachinesWorld world = await StartAsync();
        IReadOnlyList<MachinePartSpec> parts = FileServerParts.Of(vmSize: IMachinesWorld.UnofferedSize);
        foreach (MachinePartSpec part in parts.SkipLast(1))
            await EnsureAsync(world, part);

        FleetOutcome outcome = await world.Machines.BeginEnsureAsync(parts[^1], Cancellation);

        Assert.Equal(FleetRefusal.Policy, Assert.IsType<FleetOutcome.Refused>(outcome).Refusal);
    }

    [Fact]
    public async Task Finds_nothing_where_nothing_is()
    {
        await using IMachinesWorld world = await StartAsync();

        foreach (MachinePartKind kind in Enum.GetValues<MachinePartKind>())
        {
            Assert.Null(await world.Machines.FindAsync(kind, "bai-fs-9", Cancellation));
            Assert.IsType<FleetOutcome.Nothing>(await world.Machines.BeginDeleteAsync(kind, "bai-fs-9", Cancellation));
        }

        Assert.Empty(await world.Machines.ListAsync("", Cancellation));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(IMachinesWorld world) =>
        [.. (await world.Machines.ListAsync(FileServerParts.Prefix, Cancellation)).Select(part => part.Name)];

    /// <summary>A repeatable order that has nothing to do with the parts' kinds.</summary>
    private static uint Order(int seed, string name) =>
        name.Aggregate((uint)seed * 2_654_435_761, (hash, letter) => (hash ^ letter) * 16_777_619);

    /// <summary>Makes parts and, after the last of them was begun, forgets everything about it.</summary>
    private static async Task BeginAsync(IMachinesWorld world, int lastStep)
    {
        IReadOnlyList<MachinePartSpec> parts = FileServerParts.Of();
        foreach (MachinePartSpec part in parts.Take(lastStep))
            await EnsureAsync(world, part);
        await world.Machines.BeginEnsureAsync(parts[lastStep], Cancellation);
    }

    private static async Task MakeAsync(IMachinesWorld world, string prefix = FileServerParts.Prefix)
    {
        foreach (MachinePartSpec part in FileServerParts.Of(prefix))
            await EnsureAsync(world, part);
    }

    private static async Task EnsureAsync(IMachinesWorld world, MachinePartSpec part)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            try
            {
                FleetOutcome outcome = await FinishAsync(world, await world.Machines.BeginEnsureAsync(part, Cancellation));
                if (outcome is FleetOutcome.Completed)
                    return;
                Assert.True(outcome is FleetOutcome.Nothing or FleetOutcome.Refused { Refusal: FleetRefusal.Transient },
                    $"{part.Name}: {outcome}");
            }
            catch (Exception lost) when (lost is HttpRequestException or RequestFailedException)
            {
                // The answer was lost: whether the part is there shows the next time.
            }

            await world.PassTimeAsync();
        }

        Assert.Fail($"{part.Kind} {part.Name} was not made in {MostRounds} rounds");
    }

    /// <summary>Deletes what is listed, over and over, until nothing is: what is in use is free in a later round.</summary>
    private static async Task RemoveAllAsync(IMachinesWorld world, Func<IReadOnlyList<MachinePart>, IEnumerable<MachinePart>> order)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            IReadOnlyList<MachinePart> left = await world.Machines.ListAsync(FileServerParts.Prefix, Cancellation);
            if (left.Count == 0)
                return;

            foreach (MachinePart part in order(left).Where(part => !part.IsLeaving))
            {
                try
                {
                    FleetOutcome outcome = await world.Machines.BeginDeleteAsync(part.Kind, part.Name, Cancellation);
                    Assert.False(outcome is FleetOutcome.Refused { Refusal: not FleetRefusal.Transient }, $"{part.Name}: {outcome}");
                }
                catch (Exception lost) when (lost is HttpRequestException or RequestFailedException)
                {
                    // As above.
                }
            }

            await world.PassTimeAsync();
        }

        Assert.Fail($"still there after {MostRounds} rounds: {string.Join(", ", await NamesAsync(world))}");
    }

    private static async Task<FleetOutcome> FinishAsync(IMachinesWorld world, FleetOutcome outcome)
    {
        for (int round = 0; outcome is FleetOutcome.Started started && round < MostRounds; round++)
        {
            await world.PassTimeAsync();
            outcome = await world.Machines.PollAsync(started.OperationUrl, Cancellation);
        }

        return outcome;
    }
}
