using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BatchAi.Functions;

/// <summary>
/// Ends quietly the invocation of a caller that hung up before its request had reached the worker's web server: the worker waits for the
/// request, and would log the cancelled wait as a failure with its stack.
/// Stands before the middleware that waits. An activity that is cancelled has to fail, so that it is tried again; hence HTTP alone.
/// </summary>
internal sealed class QuietHangUps : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested && IsHttp(context))
        {
            // There is nobody to answer.
        }
    }

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding =>
            binding.Type.Equals("httpTrigger", StringComparison.OrdinalIgnoreCase));
}
