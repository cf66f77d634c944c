using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Remembers every attempt of every request the client sends.</summary>
internal sealed class RequestLog : HttpPipelineSynchronousPolicy
{
    private readonly ConcurrentQueue<SentRequest> _sent = new();

    public IReadOnlyList<SentRequest> Sent => [.. _sent];

    public IReadOnlyList<SentRequest> Writes => [.. _sent.Where(request => request.Method != "GET")];

    public void Clear() => _sent.Clear();

    public override void OnSendingRequest(HttpMessage message)
    {
        using MemoryStream body = new();
        message.Request.Content?.WriteTo(body, message.CancellationToken);
        _sent.Enqueue(new SentRequest(
            message.Request.Method.ToString(),
            message.Request.Uri.ToUri(),
            System.Text.Encoding.UTF8.GetString(body.ToArray()),
            message.Request.Headers.TryGetValue("If-Match", out string? match) ? match : null,
            message.Request.Headers.TryGetValue("If-None-Match", out string? none) ? none : null));
    }
}
