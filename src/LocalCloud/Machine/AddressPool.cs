using System.Security.Cryptography;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>
/// Loopback addresses of one data directory. The /16 and the first address are drawn by chance once and kept,
/// so that two local clouds on one machine seldom meet.
/// </summary>
internal sealed class AddressPool
{
    private const int Size = 250 * 250;

    private readonly NetworkRecord _network;

    public AddressPool(string directory)
    {
        string file = Path.Combine(directory, "network.json");
        if (!File.Exists(file))
        {
            // 127.0 and its neighbours are used by the system's own services.
            NetworkRecord drawn = new(RandomNumberGenerator.GetInt32(16, 255), RandomNumberGenerator.GetInt32(Size));
            JsonFile.Write(file, drawn, StateJson.Default.NetworkRecord, Survives.MachineCrash);
        }

        _network = JsonFile.Read(file, StateJson.Default.NetworkRecord);
    }

    /// <summary>Addresses that are not in use, in a fixed order.</summary>
    public IEnumerable<string> Free(IReadOnlySet<string> used) =>
        Enumerable.Range(0, Size).Select(At).Where(address => !used.Contains(address));

    private string At(int number)
    {
        int at = (_network.First + number) % Size;
        return $"127.{_network.Second}.{(at / 250) + 1}.{(at % 250) + 1}";
    }
}
