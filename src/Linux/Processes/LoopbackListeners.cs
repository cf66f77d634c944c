using System.Globalization;

namespace BatchAi.Linux;

/// <summary>Who takes connections at 127.0.0.1 (proc(5), /proc/net/tcp).</summary>
public static class LoopbackListeners
{
    private const string Table = "/proc/net/tcp";

    /// <summary>A socket there may take connections of IPv4, too.</summary>
    private const string Table6 = "/proc/net/tcp6";

    private const string Listening = "0A";
    private const string Everywhere = "00000000";
    private const string Everywhere6 = "00000000000000000000000000000000";

    /// <summary>127.0.0.1 as the kernel writes it: the four bytes read as one number of this machine.</summary>
    private static readonly string s_loopback = BitConverter.IsLittleEndian ? "0100007F" : "7F000001";

    /// <summary>
    /// Whether a connection to a port of 127.0.0.1 reaches a program of the user who runs this: the kernel gives it to whoever listens at
    /// exactly that address, and else to who listens at all addresses.
    /// </summary>
    public static bool AreOwn(int port)
    {
        uint[] owners = OwnersOf(Table, s_loopback, port);
        if (owners.Length == 0)
            owners = [.. OwnersOf(Table, Everywhere, port), .. OwnersOf(Table6, Everywhere6, port)];
        return owners.Length > 0 && owners.All(owner => owner == ThisProcess.User);
    }

    private static uint[] OwnersOf(string table, string address, int port)
    {
        if (!File.Exists(table))
            return [];

        string place = string.Create(CultureInfo.InvariantCulture, $"{address}:{port:X4}");
        return
        [
            .. from line in File.ReadLines(table)
            let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where fields.Length > 7 && fields[1] == place && fields[3] == Listening
            select uint.Parse(fields[7], CultureInfo.InvariantCulture),
        ];
    }
}
