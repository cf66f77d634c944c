using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>The fleet on Azure's uniform scale sets, and on a local cloud, which answers the same client.</summary>
public sealed class ComputeFleet(ArmClient client, INodeQuotas quotas, UsageReader usages, ComputeFleetOptions options) : IFleet
{
    private readonly ArmPipeline _pipeline = new(client, SubscriptionResource.CreateResourceIdentifier(options.SubscriptionId));

    public async Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation)
    {
        if (await FindAsync(spec.Name, cancellation) is not null)
            return new FleetOutcome.Completed();

        VirtualMachineScaleSetCollection all = client
            .GetResourceGroupResource(ResourceGroupResource.CreateResourceIdentifier(options.SubscriptionId, options.ResourceGroup))
            .GetVirtualMachineScaleSets();
        try
        {
            // A late double of this call must not take the size of a scale set made since back to zero.
            using IDisposable precondition = Precondition.IfAbsent();
            Operation operation = await all.CreateOrUpdateAsync(
                WaitUntil.Started,
                spec.Name,
                ScaleSetProfile.Of(spec, options),
                cancellation);
            return ArmOperations.OutcomeOf(operation.GetRawResponse());
        }
        catch (RequestFailedException exists) when (exists.Status == 412)
        {
            return new FleetOutcome.Completed();
        }
        catch (RequestFailedException refusal) when (AzureRefusals.IsRefusal(refusal))
        {
            return AzureRefusals.Of(refusal);
        }
    }

    public async Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation)
    {
        try
        {
            Response<VirtualMachineScaleSetResource> found = await ScaleSet(scaleSet).GetAsync(cancellationToken: cancellation);
            VirtualMachineScaleSetData data = found.Value.Data;
            return new ScaleSetState(
                data.Name,
                (int)(data.Sku?.Capacity ?? 0),
                data.ProvisioningState ?? "Unknown",
                ETagOf(found.GetRawResponse()));
        }
        catch (RequestFailedException absent) when (AzureRefusals.IsAbsence(absent))
        {
            return null;
        }
    }

    public async Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation)
    {
        if (await FindAsync(scaleSet, cancellation) is not { } now)
            return new FleetOutcome.Nothing($"scale set {scaleSet} is not there");
        if (now.Capacity != seen)
            return new FleetOutcome.Nothing($"the size is {now.Capacity}, not {seen} any more");
        if (now.Capacity >= wanted)
            return new FleetOutcome.Nothing($"the size is {now.Capacity} already");
        if (now.ETag is not { } etag)
            throw new InvalidOperationException(
                $"scale set {scaleSet} came without an ETag; its API version ({options.ScaleSetApiVersion}) must be 2024-03-01 or later");

        try
        {
            using IDisposable precondition = Precondition.IfMatch(etag);
            Operation operation = await ScaleSet(scaleSet)
                .UpdateAsync(
                    WaitUntil.Started,
                    new VirtualMachineScaleSetPatch { Sku = new ComputeSku { Capacity = wanted } },
                    cancellation);
            return ArmOperations.OutcomeOf(operation.GetRawResponse());
        }
        catch (RequestFailedException lost) when (lost.Status == 412 || AzureRefusals.IsAbsence(lost))
        {
            return new FleetOutcome.Nothing("the scale set changed since it was read");
        }
        catch (RequestFailedException refusal) when (AzureRefusals.IsRefusal(refusal))
        {
            return AzureRefusals.Of(refusal);
        }
    }

    public async Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation)
    {
        if (instanceIds.Count == 0)
            return new FleetOutcome.Nothing("no instance is named");

        try
        {
            return await RemoveAsync(scaleSet, instanceIds, cancellation);
        }
        catch (RequestFailedException gone) when (gone is { Status: 400, ErrorCode: "InvalidParameter" })
        {
            // Azure refuses all of them when one is gone already.
            return await RemovePresentAsync(scaleSet, instanceIds, cancellation);
        }
        catch (RequestFailedException absent) when (AzureRefusals.IsAbsence(absent))
        {
            return new FleetOutcome.Nothing($"scale set {scaleSet} is not there");
        }
        catch (RequestFailedException refusal) when (AzureRefusals.IsRefusal(refusal))
        {
            return AzureRefusals.Of(refusal);
        }
    }

    public async Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation)
    {
        try
        {
            Response answer = (await ScaleSet(scaleSet).DeleteAsync(WaitUntil.Started, cancellationToken: cancellation)).GetRawResponse();
            return answer.Status == 204 ? new FleetOutcome.Nothing($"scale set {scaleSet} is not there") : ArmOperations.OutcomeOf(answer);
        }
        catch (RequestFailedException absent) when (AzureRefusals.IsAbsence(absent))
        {
            return new FleetOutcome.Nothing($"scale set {scaleSet} is not there");
        }
        catch (RequestFailedException refusal) when (AzureRefusals.IsRefusal(refusal))
        {
            return AzureRefusals.Of(refusal);
        }
    }

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) =>
        ArmOperations.PollAsync(_pipeline, operationUrl, cancellation);

    public async Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation)
    {
        List<FleetInstance> instances = [];
        try
        {
            await foreach (
                VirtualMachineScaleSetVmResource machine in ScaleSet(scaleSet)
                    .GetVirtualMachineScaleSetVms()
                    .GetAllAsync(cancellationToken: cancellation))
                instances.Add(
                    new FleetInstance(
                        machine.Data.InstanceId,
                        machine.Data.ProvisioningState ?? "Unknown",
                        machine.Data.TimeCreated,
                        machine.Data.VmId));
        }
        catch (RequestFailedException absent) when (AzureRefusals.IsAbsence(absent))
        {
            return [];
        }

        return instances;
    }

    public async Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation)
    {
        IReadOnlyList<NodeSizeQuota> counted = await quotas.OfAsync(location, vmSize, lowPriority, cancellation);
        UsageReading reading = await usages.ReadAsync(location, cancellation);

        // Azure lists what it limits: a quota that is not there does not limit.
        return counted
            .Select(quota =>
                reading.Usages.FirstOrDefault(usage => quota.IsNamed(usage.Name.Value)) is { } usage
                    ? new QuotaReading(
                        (usage.Name.LocalizedValue ?? quota.Name).Trim(),
                        usage.CurrentValue,
                        (int)Math.Min(usage.Limit, int.MaxValue),
                        quota.PerNode,
                        reading.ReadAt)
                    : new QuotaReading(quota.Name, 0, int.MaxValue, quota.PerNode, reading.ReadAt))
            .MinBy(quota => quota.NodesLeft)!;
    }

    private async Task<FleetOutcome> RemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation)
    {
        Operation operation = await ScaleSet(scaleSet)
            .DeleteInstancesAsync(
                WaitUntil.Started,
                new VirtualMachineScaleSetVmInstanceRequiredIds(instanceIds),
                cancellationToken: cancellation);
        return ArmOperations.OutcomeOf(operation.GetRawResponse());
    }

    private async Task<FleetOutcome> RemovePresentAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation)
    {
        HashSet<string> present = [.. (await ListAsync(scaleSet, cancellation)).Select(instance => instance.InstanceId)];
        string[] left = [.. instanceIds.Where(present.Contains)];
        if (left.Length == 0)
            return new FleetOutcome.Nothing("the instances are gone already");

        try
        {
            return await RemoveAsync(scaleSet, left, cancellation);
        }
        catch (RequestFailedException refusal) when (AzureRefusals.IsRefusal(refusal))
        {
            // Another went in between: the caller lists and asks again.
            return new FleetOutcome.Refused(FleetRefusal.Transient, refusal.ErrorCode ?? "Conflict", refusal.Message);
        }
    }

    private VirtualMachineScaleSetResource ScaleSet(string name) =>
        client.GetVirtualMachineScaleSetResource(
            VirtualMachineScaleSetResource.CreateResourceIdentifier(options.SubscriptionId, options.ResourceGroup, name));

    private static string? ETagOf(Response response)
    {
        if (response.Headers.ETag is { } header)
            return header.ToString("H");

        using JsonDocument document = JsonDocument.Parse(response.Content);
        return ArmOperations.TextOf(document.RootElement, "etag");
    }
}
