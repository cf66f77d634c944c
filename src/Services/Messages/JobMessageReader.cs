using System.Text;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Gets at the text of a job message: in the queue, or in the blob that the queue's message names; plain, or in base64.</summary>
public sealed class JobMessageReader(IMessageBodies bodies)
{
    /// <summary>A body as large as a request may have, and as much again as the rest may take.</summary>
    private const int MostBytes = Limits.MostBodyBytes + (16 * 1024);

    private const int LongestBlobName = 1024;

    /// <exception cref="ApiException">400: it cannot be read. 404: its blob is not there. 413: its blob is too large.</exception>
    public async Task<JobMessage> ReadAsync(string text, CancellationToken cancellation)
    {
        JobMessage message = Parse(Decode(text));
        if (message.Blob is not { } blob)
            return message;
        if (blob.Length is 0 or > LongestBlobName || message != new JobMessage { Blob = blob })
            throw ApiException.Invalid("blob", $"blob must be the name of a blob, 1 to {LongestBlobName} characters, and stand alone.");

        ReadOnlyMemory<byte> body =
            await bodies.ReadAsync(blob, MostBytes + 1, cancellation)
            ?? throw new ApiException(
                404,
                new CloudErrorBody
                {
                    Code = "BlobNotFound",
                    Message = "The blob that the message names is not in the container messages.",
                    Target = "blob",
                }
            );
        if (body.Length > MostBytes)
            throw new ApiException(
                413,
                new CloudErrorBody
                {
                    Code = "MessageTooLarge",
                    Message = $"The blob that the message names must have at most {MostBytes} bytes.",
                    Target = "blob",
                }
            );
        JobMessage whole = Parse(body.Span);
        return whole.Blob is null
            ? whole with { Blob = blob }
            : throw ApiException.Invalid("blob", "blob must name a blob that holds a message, not another reference.");
    }

    private static JobMessage Parse(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        return BodyReader.Read(json.StartsWith(mark) ? json[mark.Length..] : json, ModelJson.Default.JobMessage);
    }

    private static byte[] Decode(string text)
    {
        byte[] decoded = new byte[text.Length];
        return !text.TrimStart().StartsWith('{') && Convert.TryFromBase64String(text, decoded, out int length)
            ? decoded[..length]
            : Encoding.UTF8.GetBytes(text);
    }
}
