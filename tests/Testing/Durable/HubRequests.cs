using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure.Core;

namespace BatchAi.Testing;

/// <summary>Counts what is asked of a hub's storage account, by kind. Each try of each request is a transaction that Azure bills.</summary>
public sealed partial class HubRequests
{
    /// <summary>A queue was read and had nothing: the price of waiting, not of work.</summary>
    public const string EmptyRead = "read an empty queue";

    /// <summary>Which worker has which partition: the price of being up.</summary>
    public const string Upkeep = "partitions and leases";

    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>So far, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts);

    /// <summary>So far, without what an idle hub costs, too.</summary>
    public int OfWork => _counts.Where(kind => kind.Key is not (EmptyRead or Upkeep)).Sum(kind => kind.Value);

    internal void Add(HttpMessage message) => _counts.AddOrUpdate(KindOf(message), 1, (_, before) => before + 1);

    private static string KindOf(HttpMessage message)
    {
        string method = message.Request.Method.Method;
        string url = message.Request.Uri.ToUri().AbsolutePath;
        if (url.Contains("Partitions", StringComparison.OrdinalIgnoreCase) || url.Contains("lease", StringComparison.OrdinalIgnoreCase))
            return Upkeep;
        if (
            method == "GET"
            && url.EndsWith("/messages", StringComparison.Ordinal)
            && message.HasResponse
            && !message.Response.Content.ToString().Contains("<QueueMessage>", StringComparison.Ordinal))
            return EmptyRead;

        string kind = url.Contains("workitems", StringComparison.Ordinal) ? "work items"
            : url.Contains("-control-", StringComparison.Ordinal) ? "control queue"
            : url.Contains("History", StringComparison.Ordinal) ? "history"
            : url.Contains("Instances", StringComparison.Ordinal) ? "instances"
            : Numbers().Replace(url, "#");
        return $"{method} {kind}";
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();
}
