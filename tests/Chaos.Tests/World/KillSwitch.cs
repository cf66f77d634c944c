namespace BatchAi.Chaos.Tests;

/// <summary>Numbers the writes of one life of the control plane and kills it at one of them. The dead do nothing more: every later call of that life fails, too.</summary>
/// <param name="fatal">The write to die at, from 1 on; <see cref="Never"/> for a long life.</param>
internal sealed class KillSwitch(int fatal, KillMoment moment)
{
    public const int Never = int.MaxValue;

    /// <summary>Writes begun so far.</summary>
    public int Writes { get; private set; }

    /// <summary>Where it died; null while it lives.</summary>
    public string? DiedAt { get; private set; }

    /// <summary>Done in the moment of death, before anybody can act on it.</summary>
    public Action Killed { get; set; } = () => { };

    public async Task<T> WriteAsync<T>(string what, Func<Task<T>> write)
    {
        ThrowIfDead();
        bool last = ++Writes == fatal;
        if (last && moment == KillMoment.Before)
            Die(what);

        T outcome = await write();
        if (last)
            Die(what);
        return outcome;
    }

    public void ThrowIfDead()
    {
        if (DiedAt is not null)
            throw new ControlPlaneKilledException(DiedAt);
    }

    private void Die(string what)
    {
        DiedAt = $"{(moment == KillMoment.Before ? "before" : "after")} write {Writes}: {what}";
        Killed();
        ThrowIfDead();
    }
}
