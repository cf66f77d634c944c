using BatchAi.Model;
using Microsoft.AspNetCore.Http;

namespace BatchAi.LocalHost;

/// <summary>What the host itself refuses has the same body as what the API refuses.</summary>
internal static class HostRefusal
{
    public static IResult Of(int status, string code, string message) =>
        Results.Json(
            new CloudError
            {
                Error = new CloudErrorBody { Code = code, Message = message },
            },
            ModelJson.Wire.CloudError,
            statusCode: status);
}
