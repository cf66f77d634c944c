namespace BatchAi.Embedded;

/// <summary>
/// What may go wrong between the engine and its instances. Asked under the engine's gate only, so it need not be
/// thread-safe.
/// </summary>
/// <remarks>Production has none. Tests have <c>HostileEngine</c> of <c>src/Faults</c>.</remarks>
public interface IEngineDisturbance
{
    /// <summary>When copies of a ring arrive, from now; none when it is lost.</summary>
    IReadOnlyList<TimeSpan> RingDelays();

    /// <summary>When runs of an activity start, from now; one of them starts at once.</summary>
    IReadOnlyList<TimeSpan> ActivityDelays();

    /// <summary>How much too early a timer fires.</summary>
    TimeSpan TimerHaste();

    /// <summary>Which of several waiting things goes first, from 0.</summary>
    int Pick(int count);
}
