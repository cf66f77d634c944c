using BatchAi.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BatchAi.LocalHost;

/// <summary>
/// Lets go of the calls that nodes hold open when the server stops; a stop would otherwise wait until the last of them
/// has had its time.
/// </summary>
internal sealed class HeldCalls(IHostApplicationLifetime lifetime)
{
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != AgentProtocol.SyncPath)
        {
            await next(context);
            return;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping);
        context.RequestAborted = either.Token;
        await next(context);

        // No answer is better than an empty one: the agent asks again.
        if (lifetime.ApplicationStopping.IsCancellationRequested && !context.Response.HasStarted)
            context.Abort();
    }
}
