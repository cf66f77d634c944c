using DurableTask.Core.Exceptions;

namespace BatchAi.Testing;

/// <summary>What connects one process, as it were, with a hub. Once it is cut nothing of that process reaches the hub any more.</summary>
/// <param name="clock">What stamps the events of a turn; null leaves them the machine's time.</param>
internal sealed class HubConnection(string name, TimeProvider? clock = null)
{
    private volatile bool _isCut;

    public string Name => name;

    public TimeProvider? Clock => clock;

    public bool IsCut => _isCut;

    public void Cut() => _isCut = true;

    /// <remarks>The one exception at which the dispatchers abandon a work item instead of writing a failure.</remarks>
    public void ThrowIfCut()
    {
        if (_isCut)
            throw new SessionAbortedException($"{name} was killed");
    }
}
