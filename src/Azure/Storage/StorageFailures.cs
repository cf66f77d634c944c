using Azure;
using Azure.Core;
using Azure.Identity;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Tells what may pass (network, throttling, an outage, rights not granted yet) from what is a bug of ours, for all
/// services of a storage account.
/// </summary>
internal static class StorageFailures
{
    /// <exception cref="StoreUnavailableException">The service cannot serve now.</exception>
    public static async Task<T> ReachAsync<T>(string service, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (Explain(failure) is { } reason)
        {
            throw new StoreUnavailableException($"{service} cannot serve: {reason}", failure);
        }
    }

    /// <inheritdoc cref="ReachAsync{T}"/>
    public static Task ReachAsync(string service, Func<Task> call) => ReachAsync(service, async () =>
    {
        await call();
        return true;
    });

    /// <summary>One line; null when it will not pass by itself.</summary>
    private static string? Explain(Exception failure) =>
        failure switch
        {
            // Network failures of all the client's tries; the last one says as much as all.
            AggregateException { InnerExceptions: [.., var last] } => Explain(last),
            RequestFailedException { Status: 0 } unreachable => unreachable.InnerException is { } inner
                ? FirstLine(inner.Message)
                : FirstLine(unreachable.Message),
            RequestFailedException { Status: 401 or 403 or 408 or 429 or >= 500 } refused =>
                $"{refused.Status} {refused.ErrorCode ?? FirstLine(refused.Message)}",
            RequestFailedException
            {
                ErrorCode: "AccountIsDisabled" or "ContainerBeingDeleted" or "QueueBeingDeleted" or "TableBeingDeleted"
            } busy => busy.ErrorCode,
            AuthenticationFailedException unknown => FirstLine(unknown.Message),
            // Nothing but its text tells the client's own time-out from a caller who gave up.
            OperationCanceledException late when late.Message.Contains(nameof(RetryOptions.NetworkTimeout), StringComparison.Ordinal) =>
                "no answer in time",
            _ => null,
        };

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
