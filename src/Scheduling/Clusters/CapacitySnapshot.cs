namespace BatchAi.Scheduling;

/// <summary>What is known of the cloud's side.</summary>
public sealed record CapacitySnapshot
{
    /// <summary>
    /// Size the scale set was last asked for and not refused; null when unknown: then nothing is asked for and nothing
    /// removed. Nodes that are leaving are not in it; what it exceeds the other nodes by is on its way.
    /// </summary>
    public int? AskedSize { get; init; }

    /// <summary>A write to the scale set is in flight: no other may begin.</summary>
    public bool InFlight { get; init; }

    /// <summary>No capacity is asked for before this time, after an allocation failure.</summary>
    public DateTimeOffset? BackoffUntil { get; init; }

    /// <summary>What the cloud refused before that back-off; null when it had no machines, or gave some that never became nodes.</summary>
    public CloudRefusal? Refusal { get; init; }

    /// <summary>How many more nodes the quota allows; null when it was not read.</summary>
    public int? QuotaNodesLeft { get; init; }

    /// <summary>Name and figures of the quota, for the reason: for example <c>NCASv3: 24 of 24</c>.</summary>
    public string? QuotaText { get; init; }
}

/// <summary>That, and why, the cloud refused the last request for machines.</summary>
/// <param name="Code">What a job that needs them waits for.</param>
/// <param name="Text">What was refused, in the cloud's words; one line.</param>
public sealed record CloudRefusal(WaitingCode Code, string Text);
