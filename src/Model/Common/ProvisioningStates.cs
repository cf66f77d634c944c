namespace BatchAi.Model;

/// <summary>The legal moves of a resource's provisioning state.</summary>
public static class ProvisioningStates
{
    /// <summary>Staying is no move. A workspace's deletion can be taken back when something came into it meanwhile.</summary>
    public static bool MayBecome(this ProvisioningState from, ProvisioningState to) => (from, to) switch
    {
        (ProvisioningState.Creating, ProvisioningState.Succeeded or ProvisioningState.Failed or ProvisioningState.Deleting) => true,
        (ProvisioningState.Succeeded, ProvisioningState.Updating or ProvisioningState.Deleting) => true,
        (ProvisioningState.Updating, ProvisioningState.Succeeded or ProvisioningState.Failed or ProvisioningState.Deleting) => true,
        (ProvisioningState.Failed, ProvisioningState.Deleting) => true,
        (ProvisioningState.Deleting, ProvisioningState.Succeeded) => true,
        _ => false,
    };

    /// <summary>The state after a move, or after none.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal: a mistake of ours.</exception>
    public static ProvisioningState MovedTo(this ProvisioningState from, ProvisioningState to) =>
        from == to || from.MayBecome(to) ? to : throw new InvalidOperationException($"A resource cannot go from {from} to {to}.");
}
