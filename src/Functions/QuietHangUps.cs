using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BatchAi.Functions;

/// <summary>
/// Ends quietly the invocation of a caller that hung up before its request had reached the worker's web server. The worker waits for the
/// request and would log the end of that wait as a failure with its stack: a cancellation, or, where the host's word of the hang-up came
/// before the invocation was known, a timeout.
/// Stands before the middleware that waits. An activity that is cancelled has to fail, so that it is tried again; hence HTTP alone, where
/// the API answers for its own failures, so that no other timeout comes this way.
/// </summary>
internal sealed class QuietHangUps : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception unheard) when (IsHttp(context) && (unheard is TimeoutException || IsCancelled(unheard, context)))
        {
            // There is nobody to answer.
        }
    }

    private static bool IsCancelled(Exception ended, FunctionContext context) =>
        ended is OperationCanceledException && context.CancellationToken.IsCancellationRequested;

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding =>
            binding.Type.Equals("httpTrigger", StringComparison.OrdinalIgnoreCase));
}
