using System.Globalization;

namespace BatchAi.Linux;

/// <summary>Who takes connections at 127.0.0.1 (proc(5), /proc/net/tcp).</summary>
public static class LoopbackListeners
{
    private const string Table = "/proc/net/tcp";
    private const string Listening = "0A";

    /// <summary>127.0.0.1 as the kernel writes it: the four bytes read as one number of this machine.</summary>
    private static readonly string s_address = BitConverter.IsLittleEndian ? "0100007F" : "7F000001";

    /// <summary>
    /// Whether a port of 127.0.0.1 is listened at, and only by programs of the user who runs this. A program that listens at all addresses
    /// is not meant: the kernel gives a connection to whoever listens at exactly the address.
    /// </summary>
    public static bool AreOwn(int port)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{s_address}:{port:X4}");
        uint[] owners =
        [
            .. from line in File.ReadLines(Table)
            let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where fields.Length > 7 && fields[1] == place && fields[3] == Listening
            select uint.Parse(fields[7], CultureInfo.InvariantCulture),
        ];
        return owners.Length > 0 && owners.All(owner => owner == ThisProcess.User);
    }
}
