using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>Writes JSON bodies.</summary>
internal static class JsonAnswers
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Of the hash of what is shown: together with the version enough to tell the answers about one resource apart.</summary>
    private const int ViewBytes = 6;

    extension(HttpContext context)
    {
        /// <summary>A body as it is, under the status already set.</summary>
        public async Task WriteJsonAsync<T>(T value, JsonTypeInfo<T> type)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }

        /// <summary>One resource, with the headers by which a client can tell whether it changed.</summary>
        /// <param name="version">What clients wrote; what is shown has more (nodes, execution), which the tag's second half covers.</param>
        /// <param name="conditions">A reader who has this answer already gets 304 and no body.</param>
        public async Task WriteResourceAsync<T>(
            T value,
            JsonTypeInfo<T> type,
            string version,
            ConditionHeaders conditions,
            DateTimeOffset lastModified)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
            string tag = ConditionHeaders.Tag(version, Convert.ToHexString(SHA256.HashData(body).AsSpan(0, ViewBytes)));
            context.Response.Headers.ETag = tag;
            context.Response.Headers.LastModified = lastModified.ToString("R", CultureInfo.InvariantCulture);
            if (HttpMethods.IsGet(context.Request.Method) && conditions.IsKnown(tag))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            context.Response.ContentType = ContentType;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
