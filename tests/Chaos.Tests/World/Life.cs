using BatchAi.Faults;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// One life of the control plane, which ends at a fail point. The dead do nothing more: every later call of that life
/// fails, too.
/// </summary>
internal sealed class Life
{
    /// <param name="fatal">Null for a long life.</param>
    public Life(FatalPoint? fatal)
    {
        Action<FailPoint> watch = fatal?.Watch(Die) ?? (_ => { });
        Points = new FailPoints(point =>
        {
            ThrowIfOver();
            Passed = Math.Max(Passed, point.Number);
            watch(point);
        });
    }

    public FailPoints Points { get; }

    /// <summary>Fail points passed so far.</summary>
    public int Passed { get; private set; }

    /// <summary>Where it died; null while it lives.</summary>
    public FailPoint? DiedAt { get; private set; }

    /// <summary>Done in the moment of death, before anybody can act on it.</summary>
    public Action Killed { get; set; } = () => { };

    public void ThrowIfOver()
    {
        if (DiedAt is not null)
            throw new ControlPlaneKilledException($"{DiedAt}");
    }

    private void Die(FailPoint point)
    {
        DiedAt = point;
        Killed();
        ThrowIfOver();
    }
}
