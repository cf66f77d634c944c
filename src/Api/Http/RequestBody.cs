using System.Text.Json.Serialization.Metadata;
using BatchAi.Model;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>Reads a body up to a limit, however it is sent.</summary>
internal static class RequestBody
{
    /// <exception cref="ApiException">413: larger than the limit. 400: empty, not JSON, or a value of the wrong type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, int limit, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.ContentLength > limit)
            throw TooLarge(limit);

        using MemoryStream body = new((int)(request.ContentLength ?? 0));
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            // A chunked body does not say its length before.
            if (body.Length + read > limit)
                throw TooLarge(limit);
            body.Write(buffer, 0, read);
        }

        return body.Length == 0
            ? throw new ApiException(
                400,
                new CloudErrorBody
                {
                    Code = "InvalidRequestContent",
                    Message = "The body is empty; it must be a JSON object.",
                    Target = "body",
                }
            )
            : BodyReader.Read(body.GetBuffer().AsSpan(0, (int)body.Length), type);
    }

    private static ApiException TooLarge(int limit) =>
        new(
            413,
            new CloudErrorBody
            {
                Code = "RequestBodyTooLarge",
                Message = $"The body must be at most {limit} bytes.",
                Target = "body",
            }
        );
}
