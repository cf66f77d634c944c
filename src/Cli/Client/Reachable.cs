using System.Net;
using System.Net.Sockets;
using BatchAi.Linux;

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

    /// <summary>
    /// Whether only programs of the user who runs this listen there. A server of this machine writes 127.0.0.1 and no name: what a name
    /// means is decided elsewhere. Only Linux has such servers.
    /// </summary>
    public static bool IsOwn(Uri url) =>
        OperatingSystem.IsLinux() && url.Host == IPAddress.Loopback.ToString() && LoopbackListeners.AreOwn(url.Port);
}
