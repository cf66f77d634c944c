using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Single machines on Azure, and on a local cloud, which answers the same requests.</summary>
public sealed class AzureMachines(ArmClient client, ComputeFleetOptions options) : IMachines
{
    private readonly ArmParts _parts = new(client, options);

    public async Task<IReadOnlyList<MachinePart>> ListAsync(string namePrefix, CancellationToken cancellation)
    {
        List<MachinePart> found = [];
        foreach (MachinePartKind kind in Enum.GetValues<MachinePartKind>())
        {
            foreach (JsonElement part in await _parts.ListAsync(MachineTypes.Of(kind), cancellation))
            {
                if (Read(kind, part) is { } read && read.Name.StartsWith(namePrefix, StringComparison.OrdinalIgnoreCase))
                    found.Add(read);
            }
        }

        return [.. found.OrderBy(part => part.Kind).ThenBy(part => part.Name, StringComparer.Ordinal)];
    }

    public async Task<MachinePart?> FindAsync(MachinePartKind kind, string name, CancellationToken cancellation) =>
        await _parts.FindAsync(MachineTypes.Of(kind), name, cancellation) is { } part ? Read(kind, part) : null;

    public async Task<FleetOutcome> BeginEnsureAsync(MachinePartSpec part, CancellationToken cancellation)
    {
        switch (await FindAsync(part.Kind, part.Name, cancellation))
        {
            case null:
                return await PutAsync(part, cancellation);
            case { IsReady: true }:
                return new FleetOutcome.Completed();
            case { HasFailed: true }:
                return await PutAsync(part, cancellation);
            case { IsLeaving: true }:
                return new FleetOutcome.Nothing($"{part.Kind} {part.Name} is still being deleted");
            default:
                return new FleetOutcome.Started(_parts.UrlOf(MachineTypes.Of(part.Kind), part.Name));
        }
    }

    public async Task<FleetOutcome> BeginDeleteAsync(MachinePartKind kind, string name, CancellationToken cancellation)
    {
        Response answer = await _parts.DeleteAsync(MachineTypes.Of(kind), name, cancellation);
        if (answer.Status == 204)
            return new FleetOutcome.Nothing($"{kind} {name} is not there");
        if (answer.Status < 400)
            return ArmOperations.OutcomeOf(answer);

        RequestFailedException error = new(answer);
        return Refusals.IsAbsence(error) ? new FleetOutcome.Nothing($"{kind} {name} is not there")
            : Refusals.IsRefusal(error) ? Refusals.Of(error)
            : throw error;
    }

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) =>
        ArmOperations.PollAsync(_parts.Pipeline, operationUrl, cancellation);

    private async Task<FleetOutcome> PutAsync(MachinePartSpec part, CancellationToken cancellation)
    {
        try
        {
            Response answer = part switch
            {
                MachinePartSpec.Disk disk => (await _parts.Group.GetManagedDisks()
                    .CreateOrUpdateAsync(WaitUntil.Started, disk.Name, MachineBodies.DiskOf(disk), cancellation)).GetRawResponse(),
                MachinePartSpec.Machine machine => (await _parts.Group.GetVirtualMachines()
                    .CreateOrUpdateAsync(WaitUntil.Started, machine.Name, MachineBodies.MachineOf(machine, _parts, options),
                        cancellation)).GetRawResponse(),
                _ => await _parts.PutAsync(MachineTypes.Of(part.Kind), part.Name, MachineBodies.NetworkOf(part, _parts, options),
                    cancellation),
            };
            return ArmOperations.OutcomeOf(answer);
        }
        catch (RequestFailedException refusal) when (Refusals.IsRefusal(refusal))
        {
            return Refusals.Of(refusal);
        }
    }

    private static MachinePart? Read(MachinePartKind kind, JsonElement part)
    {
        if (ArmOperations.TextOf(part, "name") is not { } name)
            return null;

        JsonElement properties = part.TryGetProperty("properties", out JsonElement found) ? found : default;
        return new MachinePart(
            kind,
            name,
            ArmOperations.TextOf(properties, "provisioningState") ?? "Unknown",
            kind switch
            {
                MachinePartKind.PublicAddress => ArmOperations.TextOf(properties, "ipAddress"),
                MachinePartKind.NetworkInterface => PrivateAddress(properties),
                _ => null,
            },
            kind == MachinePartKind.Machine ? ArmOperations.TextOf(properties, "vmId") : null,
            TagsOf(part));
    }

    private static string? PrivateAddress(JsonElement properties)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty("ipConfigurations", out JsonElement addresses))
            return null;

        JsonElement first = addresses.EnumerateArray().FirstOrDefault();
        return first.ValueKind == JsonValueKind.Object && first.TryGetProperty("properties", out JsonElement address)
            ? ArmOperations.TextOf(address, "privateIPAddress")
            : null;
    }

    private static Dictionary<string, string> TagsOf(JsonElement part) =>
        part.TryGetProperty("tags", out JsonElement tags) && tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];
}
