using System.Diagnostics.Tracing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Counts the requests that the Azure SDK sends in this process.</summary>
internal sealed class ArmCallCounter : EventListener
{
    /// <summary>Azure.Core's event "a request goes out".</summary>
    private const int Request = 1;

    private int _count;

    public int Count => Volatile.Read(ref _count);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Azure-Core")
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == Request)
            Interlocked.Increment(ref _count);
    }
}
