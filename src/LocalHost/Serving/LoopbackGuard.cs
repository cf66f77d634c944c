using Microsoft.AspNetCore.Http;

namespace BatchAi.LocalHost;

/// <summary>Refuses requests that a web page could have sent: a foreign Host header (DNS rebinding) or a foreign Origin.</summary>
internal static class LoopbackGuard
{
    public static bool Allows(HttpRequest request) =>
        IsLoopback(request.Host.Host)
        && request.Host.Port == request.HttpContext.Connection.LocalPort
        && IsOwn(request.Headers.Origin.ToString(), request);

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) => host is "127.0.0.1" or "localhost" or "[::1]";
}
