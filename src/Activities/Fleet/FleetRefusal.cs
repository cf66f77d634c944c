namespace BatchAi.Activities;

/// <summary>Why the cloud said no, which decides what to do next.</summary>
public enum FleetRefusal
{
    /// <summary>The subscription's quota is used up: wait for release.</summary>
    Quota,

    /// <summary>The region has no such machines now: back off.</summary>
    Capacity,

    /// <summary>The size, the image or a policy of the subscription forbids it: no use to ask again before somebody changes one of them.</summary>
    Policy,

    /// <summary>The control plane's identity may not do it: no use to ask again before somebody grants the rights.</summary>
    Rights,

    /// <summary>Anything else: try again after a short back-off.</summary>
    Transient,
}
