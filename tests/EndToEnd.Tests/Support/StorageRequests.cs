using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Counts what the Azure SDK of this process sends to one storage account, every try of every request.</summary>
internal sealed class StorageRequests : EventListener
{
    /// <summary>Azure.Core's event "a request goes out": request id, method, address, headers, client assembly.</summary>
    private const int Request = 1;

    private readonly string _account;

    // Made on first use: the base class calls back before a field of ours would be set.
    private ConcurrentQueue<string>? _kinds;

    /// <param name="connectionString">Of the account whose requests count; its name stands in each address.</param>
    public StorageRequests(string connectionString)
    {
        string name = connectionString.Split(';').First(part => part.StartsWith("AccountName=", StringComparison.Ordinal))[
            "AccountName=".Length..
        ];
        _account = $"/{name}/";
    }

    private ConcurrentQueue<string> Kinds => LazyInitializer.EnsureInitialized(ref _kinds, () => new ConcurrentQueue<string>());

    /// <summary>So far, by kind: table read, table write, queue, blob.</summary>
    public StorageCounts Counts
    {
        get
        {
            string[] all = [.. Kinds];
            return new StorageCounts(
                all.Count(kind => kind == "table GET"),
                all.Count(kind => kind is "table"),
                all.Count(kind => kind == "queue"),
                all.Count(kind => kind == "blob"));
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Azure-Core")
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (
            eventData.EventId != Request
            || eventData.Payload is not [_, string method, string address, _, string assembly, ..]
            || _account is null
            || !address.Contains(_account, StringComparison.Ordinal))
            return;

        Kinds.Enqueue(assembly switch
        {
            "Azure.Data.Tables" => method == "GET" ? "table GET" : "table",
            "Azure.Storage.Queues" => "queue",
            _ => "blob",
        });
    }
}
