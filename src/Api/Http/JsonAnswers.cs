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
        /// <remarks>The ETag is made from what is shown: much of it (nodes, execution) does not stand in the resource's own row.</remarks>
        public async Task WriteResourceAsync<T>(T value, JsonTypeInfo<T> type, DateTimeOffset lastModified)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
            context.Response.Headers.ETag = $"\"0x{Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 8))}\"";
            context.Response.Headers.LastModified = lastModified.ToString("R", CultureInfo.InvariantCulture);
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
