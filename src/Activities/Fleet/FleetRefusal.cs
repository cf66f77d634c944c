namespace BatchAi.Activities;

/// <summary>Why the cloud said no, which decides what to do next.</summary>
public enum FleetRefusal
{
    /// <summary>The subscription's quota is used up: wait for release.</summary>
    Quota,

    /// <summary>The region has no such machines now: back off.</summary>
    Capacity,

    /// <summary>The size, image or policy can never work: fail fast and tell the user.</summary>
    Policy,

    /// <summary>Anything else: try again after a short back-off.</summary>
    Transient,
}
