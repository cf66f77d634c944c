using BatchAi.Model;
using BatchAi.Simulation;
using BatchAi.Testing;

namespace BatchAi.Orchestrations.Tests;

/// <summary>Makes every call of a node twice, and ends the first of the two the moment something is written.</summary>
internal sealed class HangingUp(INodeApi api, ListeningStore store) : INodeApi
{
    public Task<RegisterResponse> RegisterAsync(RegisterRequest request, CancellationToken cancellation) =>
        api.RegisterAsync(request, cancellation);

    public Task<JobLaunch> LaunchAsync(string token, string jobUid, long fence, CancellationToken cancellation) =>
        api.LaunchAsync(token, jobUid, fence, cancellation);

    public async Task<SyncResponse> SyncAsync(string token, SyncRequest request, CancellationToken cancellation)
    {
        using CancellationTokenSource line = new();
        store.Committed += line.Cancel;
        try
        {
            await api.SyncAsync(token, request, line.Token);
        }
        catch (OperationCanceledException) when (line.IsCancellationRequested)
        {
            // The same news goes out again, and is no news then.
        }
        finally
        {
            store.Committed -= line.Cancel;
        }

        return await api.SyncAsync(token, request, cancellation);
    }
}
