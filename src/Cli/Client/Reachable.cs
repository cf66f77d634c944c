using System.Net.Sockets;

namespace BatchAi.Cli;

/// <summary>Whether an address that a server left behind still leads to one.</summary>
internal static class Reachable
{
    /// <summary>On this machine an answer comes in microseconds; elsewhere within this time, or the request itself tells.</summary>
    private const int PatienceMilliseconds = 1000;

    public static bool TakesConnections(Uri url)
    {
        using var client = new TcpClient();
        try
        {
            return client.ConnectAsync(url.DnsSafeHost, url.Port).Wait(PatienceMilliseconds);
        }
        catch (AggregateException)
        {
            return false;
        }
    }
}
