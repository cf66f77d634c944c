using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>How many nodes the user allows.</summary>
/// <param name="Automatic">
/// True: between <paramref name="Minimum"/> and <paramref name="Maximum"/> as jobs need. False: exactly
/// <paramref name="Maximum"/>, which equals <paramref name="Minimum"/>.
/// </param>
/// <param name="IdleWait">How long a node stays idle before an automatic cluster lets it go.</param>
/// <param name="OnDeallocation">What a manual shrink does to jobs on the nodes it takes.</param>
public sealed record ScaleTarget(bool Automatic, int Minimum, int Maximum, TimeSpan IdleWait, DeallocationOption OnDeallocation);
