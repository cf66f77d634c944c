namespace BatchAi.Model;

/// <summary>Exactly one of manual and autoScale, within what a cluster may have.</summary>
internal static class ScaleRules
{
    public static void Check(Place at, ScaleSettings scale)
    {
        if ((scale.Manual is null) == (scale.AutoScale is null))
            at.Refuse("must have exactly one of manual and autoScale");

        if (scale.Manual is { } manual)
            at["manual"]["targetNodeCount"].Within(manual.TargetNodeCount, 0, Limits.MostNodes);
        if (scale.AutoScale is { } auto)
            CheckAuto(at["autoScale"], auto);
    }

    private static void CheckAuto(Place at, AutoScaleSettings auto)
    {
        if (at["minimumNodeCount"].Has(auto.MinimumNodeCount))
            at["minimumNodeCount"].Within(auto.MinimumNodeCount, 0, Limits.MostNodes);
        if (at["maximumNodeCount"].Has(auto.MaximumNodeCount))
            at["maximumNodeCount"].Within(auto.MaximumNodeCount, 0, Limits.MostNodes);
        if (auto.MinimumNodeCount > auto.MaximumNodeCount)
            at["minimumNodeCount"].Refuse($"must not be above maximumNodeCount, {auto.MaximumNodeCount}; it is {auto.MinimumNodeCount}");
        if (auto.InitialNodeCount is { } initial && (initial < 0 || initial > (auto.MaximumNodeCount ?? Limits.MostNodes)))
            at["initialNodeCount"].Refuse($"must be between 0 and maximumNodeCount; it is {initial}");
        if (auto.IdleTimeBeforeScaleDown is { } idle && (idle < TimeSpan.Zero || idle > Limits.LongestWallClock))
            at["idleTimeBeforeScaleDown"].Refuse("must be between PT0S and P7D");
    }
}
