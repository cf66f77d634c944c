using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// Listens to the requests that the Azure SDK sends to Azure Resource Manager in this process; those to storage are
/// another matter.
/// </summary>
internal sealed class ArmCalls : EventListener
{
    /// <summary>Azure.Core's event "a request goes out": request id, method, address, …</summary>
    private const int Request = 1;

    // Made on first use: the base class calls back before a field of ours would be set.
    private ConcurrentQueue<string>? _methods;

    private ConcurrentQueue<string> Methods => LazyInitializer.EnsureInitialized(ref _methods, () => new ConcurrentQueue<string>());

    /// <summary>Requests so far, and how many of them change something.</summary>
    public (int All, int Writes) Count => (Methods.Count, Methods.Count(method => method != "GET"));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Azure-Core")
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (
            eventData.EventId == Request
            && eventData.Payload is [_, string method, string address, ..]
            && address.Contains("/providers/Microsoft.Compute/", StringComparison.OrdinalIgnoreCase))
            Methods.Enqueue(method);
    }
}
