using BatchAi.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions;

/// <summary>Where every HTTP trigger leads: the API's one pipeline, which forgets the route the worker has chosen.</summary>
public sealed class HttpEntry(IServiceProvider services)
{
    private readonly RequestDelegate _api = BatchAiApi.Build(services);

    /// <remarks>The worker has made the invocation's services those of the request.</remarks>
    public Task AnswerAsync(HttpRequest request, DurableTaskClient engine)
    {
        InvocationEngine.Bind(request.HttpContext.RequestServices, engine);
        return _api(request.HttpContext);
    }
}
