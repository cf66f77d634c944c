namespace BatchAi.Faults;

/// <summary>One side of one effect, at which a process may be killed on purpose.</summary>
/// <param name="Number">Counts the effects of one life of a process, from 1 on.</param>
/// <param name="Name">What is done: <c>store/Facts/=control-queue+run</c>, <c>arm/PATCH/virtualMachineScaleSets</c>.</param>
public sealed record FailPoint(int Number, string Name, FailMoment Moment)
{
    public override string ToString() => $"{(Moment == FailMoment.Before ? "before" : "after")} fail point {Number}, {Name}";
}

/// <summary>On which side of a fail point's effect a process dies.</summary>
public enum FailMoment
{
    /// <summary>The effect never took place.</summary>
    Before,

    /// <summary>The effect is in place, but whoever caused it never hears so.</summary>
    After,
}
