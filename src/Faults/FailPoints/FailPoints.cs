namespace BatchAi.Faults;

/// <summary>
/// Numbers every write of the store and every call to the cloud, and tells of it before and after. Composed only for
/// those who kill a process on purpose: without it nothing is counted and nothing is wrapped.
/// </summary>
/// <param name="reached">Told in the middle of the caller's own call; what it throws the caller meets.</param>
public sealed class FailPoints(Action<FailPoint> reached)
{
    private int _passed;

    /// <summary>Has an effect between the two sides of a fail point; one that throws has no second side.</summary>
    public async Task<T> PassAsync<T>(string name, Func<Task<T>> effect)
    {
        int number = Interlocked.Increment(ref _passed);
        reached(new FailPoint(number, name, FailMoment.Before));
        T outcome = await effect();
        reached(new FailPoint(number, name, FailMoment.After));
        return outcome;
    }
}
