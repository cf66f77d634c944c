using System.Text.Json.Serialization;

namespace BatchAi.Activities;

/// <summary>What came of a request to the cloud.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Nothing), "nothing")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record FleetOutcome
{
    private FleetOutcome() { }

    /// <summary>Under way; poll this URL.</summary>
    public sealed record Started(string OperationUrl) : FleetOutcome;

    /// <summary>Done and well.</summary>
    public sealed record Completed : FleetOutcome;

    /// <summary>There was nothing to do, or what the caller had seen is out of date: read again and decide again.</summary>
    public sealed record Nothing(string Why) : FleetOutcome;

    /// <summary>The cloud said no.</summary>
    public sealed record Refused(FleetRefusal Refusal, string Code, string Message) : FleetOutcome;
}
