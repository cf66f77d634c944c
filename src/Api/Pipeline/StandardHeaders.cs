using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>The headers every answer of the old service had (REST contract, section 1).</summary>
internal sealed class StandardHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        string requestId = Guid.NewGuid().ToString("D");
        context.TraceIdentifier = requestId;

        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers.XContentTypeOptions = "nosniff";
        headers.RequestId = requestId;
        headers["x-ms-request-id"] = requestId;
        headers["x-ms-correlation-request-id"] = Guid.TryParse(context.Request.Headers["x-ms-correlation-request-id"], out Guid given)
            ? given.ToString("D")
            : requestId;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        return next(context);
    }
}
