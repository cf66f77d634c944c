using Azure;
using BatchAi.LocalCloud;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheFleet
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creates_a_scale_set_without_instances_and_doing_it_again_changes_nothing()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(2);

        FleetOutcome again = await a.Fleet.BeginCreateAsync(AFleet.Spec(), Cancellation);

        Assert.IsType<FleetOutcome.Completed>(again);
        ScaleSetState? state = await a.Fleet.FindAsync(AFleet.Name, Cancellation);
        Assert.Equal((AFleet.Name, 2, "Succeeded"), (state!.Name, state.Capacity, state.ProvisioningState));
        Assert.NotNull(state.ETag);
        Assert.Single(a.Log.Writes, write => write.Method == "PUT");
    }

    [Fact]
    public async Task Creates_nothing_over_a_scale_set_that_came_after_it_looked()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(1);

        // The look is answered from before the other's create, as a late double of the call would have it.
        ComputeFleet late = a.FleetOf(a.Client(new BlindFirstLook(), a.Log));
        FleetOutcome outcome = await late.BeginCreateAsync(AFleet.Spec(), Cancellation);

        Assert.IsType<FleetOutcome.Completed>(outcome);
        Assert.Equal("*", a.Log.Writes[^1].IfNoneMatch);
        Assert.Equal("0", await a.IdsAsync());
    }

    [Fact]
    public async Task Raises_and_lists()
    {
        await using AFleet a = await AFleet.StartAsync();

        await a.CreateAsync(3);

        IReadOnlyList<FleetInstance> instances = await a.Fleet.ListAsync(AFleet.Name, Cancellation);
        Assert.Equal(["0", "1", "2"], instances.Select(instance => instance.InstanceId));
        Assert.All(instances, instance => Assert.Equal("Succeeded", instance.ProvisioningState));
        Assert.All(instances, instance => Assert.NotNull(instance.CreatedAt));
        Assert.Equal(3, instances.Select(instance => instance.VmId).OfType<string>().Distinct().Count());
        Assert.NotNull(Assert.Single(a.Log.Writes, write => write.Method == "PATCH").IfMatch);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(3, 5)]
    public async Task Does_nothing_when_what_was_seen_is_out_of_date_or_big_enough(int seen, int wanted)
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(1);
        a.Log.Clear();

        FleetOutcome outcome = await a.Fleet.BeginRaiseAsync(AFleet.Name, seen, wanted, Cancellation);

        Assert.IsType<FleetOutcome.Nothing>(outcome);
        Assert.Empty(a.Log.Writes);
        Assert.Equal("0", await a.IdsAsync());
    }

    [Fact]
    public async Task Removes_instances_by_name_and_takes_those_that_are_gone_for_removed()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(3);

        FleetOutcome first = await a.FinishAsync(await a.Fleet.BeginRemoveAsync(AFleet.Name, ["1"], Cancellation));
        FleetOutcome second = await a.FinishAsync(await a.Fleet.BeginRemoveAsync(AFleet.Name, ["1", "2"], Cancellation));
        FleetOutcome third = await a.Fleet.BeginRemoveAsync(AFleet.Name, ["1", "2"], Cancellation);

        Assert.IsType<FleetOutcome.Completed>(first);
        Assert.IsType<FleetOutcome.Completed>(second);
        Assert.IsType<FleetOutcome.Nothing>(third);
        Assert.Equal("0", await a.IdsAsync());
        Assert.Equal(1, (await a.Fleet.FindAsync(AFleet.Name, Cancellation))!.Capacity);
    }

    [Fact]
    public async Task Deletes_and_finds_it_gone()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(1);

        FleetOutcome deleted = await a.FinishAsync(await a.Fleet.BeginDeleteAsync(AFleet.Name, Cancellation));

        Assert.IsType<FleetOutcome.Completed>(deleted);
        Assert.Null(await a.Fleet.FindAsync(AFleet.Name, Cancellation));
        Assert.Empty(await a.Fleet.ListAsync(AFleet.Name, Cancellation));
        Assert.IsType<FleetOutcome.Nothing>(await a.Fleet.BeginDeleteAsync(AFleet.Name, Cancellation));
        Assert.IsType<FleetOutcome.Nothing>(await a.Fleet.BeginRaiseAsync(AFleet.Name, 0, 1, Cancellation));
        Assert.IsType<FleetOutcome.Nothing>(await a.Fleet.BeginRemoveAsync(AFleet.Name, ["0"], Cancellation));
    }

    [Fact]
    public async Task Takes_an_operation_the_cloud_forgot_for_nothing()
    {
        await using AFleet a = await AFleet.StartAsync();

        FleetOutcome outcome = await a.Fleet.PollAsync(
            "https://elsewhere.example/subscriptions/s/providers/Microsoft.Compute/locations/local/operations/none?api-version=2024-07-01",
            Cancellation);

        Assert.IsType<FleetOutcome.Nothing>(outcome);
    }

    [Fact]
    public async Task Hears_quota_refusals_as_such_and_reads_the_same_figures_beforehand()
    {
        await using AFleet a = await AFleet.StartAsync(options =>
            options with
            {
                Machine = new MachineInventory(8, 8192, ["GPU-a", "GPU-b"]),
            }
        );
        await a.CreateAsync(2, "Standard_NC6");

        QuotaReading quota = await a.Fleet.ReadQuotaAsync("local", "Standard_NC6", lowPriority: false, Cancellation);
        FleetOutcome outcome = await a.Fleet.BeginRaiseAsync(AFleet.Name, 2, 3, Cancellation);

        Assert.Equal(new QuotaReading("GPUs", 2, 2, 1, quota.ReadAt), quota);
        FleetOutcome.Refused refused = Assert.IsType<FleetOutcome.Refused>(outcome);
        Assert.Equal(FleetRefusal.Quota, refused.Refusal);
        Assert.Contains("2 of 2 GPUs", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hears_allocation_failures_from_the_operation()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(1);
        a.Cloud.Inject(new FaultOptions { AllocationFailure = 1, AtMost = 1 });

        FleetOutcome failed = await a.FinishAsync(await a.Fleet.BeginRaiseAsync(AFleet.Name, 1, 3, Cancellation));

        Assert.Equal(FleetRefusal.Capacity, Assert.IsType<FleetOutcome.Refused>(failed).Refusal);
        Assert.Equal("0", await a.IdsAsync());
        Assert.Equal(1, (await a.Fleet.FindAsync(AFleet.Name, Cancellation))!.Capacity);
    }

    [Fact]
    public async Task Lists_what_a_partial_allocation_brought_and_what_it_did_not()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(0);
        a.Cloud.Inject(new FaultOptions { PartialAllocation = 1, AtMost = 1 });

        FleetOutcome failed = await a.FinishAsync(await a.Fleet.BeginRaiseAsync(AFleet.Name, 0, 3, Cancellation));

        Assert.IsType<FleetOutcome.Refused>(failed);
        Assert.Equal(
            ["Succeeded", "Failed", "Failed"],
            (await a.Fleet.ListAsync(AFleet.Name, Cancellation)).Select(instance => instance.ProvisioningState));
    }

    [Fact]
    public async Task Waits_a_throttled_request_out()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(0);
        a.Log.Clear();
        a.Cloud.Inject(new FaultOptions { Throttle = 1, AtMost = 1 });

        ScaleSetState? found = await a.Fleet.FindAsync(AFleet.Name, Cancellation);

        Assert.NotNull(found);
        Assert.Equal(2, a.Log.Sent.Count);
    }

    [Fact]
    public async Task Throws_when_throttling_outlasts_the_retries()
    {
        await using AFleet a = await AFleet.StartAsync(changeFleet: options => options with { MaxRetries = 0 });
        a.Cloud.Inject(new FaultOptions { Throttle = 1 });

        RequestFailedException thrown = await Assert.ThrowsAsync<RequestFailedException>(() =>
            a.Fleet.BeginRaiseAsync(AFleet.Name, 0, 1, Cancellation));

        Assert.Equal(429, thrown.Status);
    }

    [Fact]
    public async Task Raises_once_although_the_answer_was_lost()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(1);
        a.Cloud.Inject(new FaultOptions { LostAnswer = 1, AtMost = 1 });

        FleetOutcome outcome = await a.Fleet.BeginRaiseAsync(AFleet.Name, 1, 3, Cancellation);

        // The second attempt carries the old ETag: the caller reads again and finds the raise done.
        Assert.IsType<FleetOutcome.Nothing>(outcome);
        Assert.Equal("0,1,2", await a.IdsAsync());
    }

    [Fact]
    public async Task Removes_once_although_the_answer_was_lost()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(2);
        a.Cloud.Inject(new FaultOptions { LostAnswer = 1, AtMost = 1 });

        await a.FinishAsync(await a.Fleet.BeginRemoveAsync(AFleet.Name, ["0"], Cancellation));

        await a.FinishAsync(await a.Fleet.BeginRemoveAsync(AFleet.Name, ["0"], Cancellation));
        Assert.Equal("1", await a.IdsAsync());
        Assert.Equal(1, (await a.Fleet.FindAsync(AFleet.Name, Cancellation))!.Capacity);
    }

    [Fact]
    public async Task Says_that_a_size_the_cloud_does_not_have_can_never_work()
    {
        await using AFleet a = await AFleet.StartAsync();

        FleetOutcome outcome = await a.Fleet.BeginCreateAsync(AFleet.Spec("Standard_Nonsense"), Cancellation);

        Assert.Equal(FleetRefusal.Policy, Assert.IsType<FleetOutcome.Refused>(outcome).Refusal);
    }
}
