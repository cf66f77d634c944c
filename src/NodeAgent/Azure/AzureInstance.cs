using System.Globalization;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>What an Azure machine is as a node: its number in the scale set and its address, told by the metadata service.</summary>
internal static class AzureInstance
{
    public const string Query = "instance?api-version=2021-02-01";

    private const string NvidiaVendor = "0x10de";
    private const string PciDevices = "/sys/bus/pci/devices";

    /// <summary>Null and one line that says why the machine can be no node, or the instance with the machine's name.</summary>
    /// <param name="metadata">The answer to <see cref="Query"/>.</param>
    public static (NodeInstance Node, string MachineName)? TryRead(
        JsonElement metadata,
        AzureConfig config,
        string? jobUser,
        IReadOnlyDictionary<string, string> environment,
        out string problem)
    {
        JsonElement? compute = Member(metadata, "compute");
        string name = Text(compute, "name"),
            scaleSet = Text(compute, "vmScaleSetName");
        string address = Text(
            First(Member(First(Member(Member(metadata, "network"), "interface")), "ipv4"), "ipAddress"),
            "privateIpAddress");

        // Instances of a uniform scale set are called SET_NUMBER.
        string number =
            scaleSet.Length > 0 && name.StartsWith(scaleSet + "_", StringComparison.OrdinalIgnoreCase)
                ? name[(scaleSet.Length + 1)..]
                : "";
        problem =
            !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? $"the machine '{name}' of the scale set '{scaleSet}' is no instance of a uniform scale set"
            : address.Length == 0 ? $"the machine '{name}' has no private IPv4 address"
            : "";
        if (problem.Length > 0)
            return null;

        // The agent's own home would become the job user's.
        Dictionary<string, string> variables = new(NodeEnvironment.Of(environment, config.InstanceDirectory))
        {
            ["HOME"] = Path.Combine(config.InstanceDirectory, "home"),
            ["TMPDIR"] = Path.Combine(config.InstanceDirectory, "tmp"),
        };
        if (jobUser is not null)
            variables["USER"] = variables["LOGNAME"] = jobUser;
        NodeInstance node = new()
        {
            Directory = config.InstanceDirectory,
            StateDirectory = Path.Combine(config.StateDirectory, "agent"),
            Id = number,
            Address = address,
            GpuCount = CountGpus(PciDevices),
            BaseEnvironment = variables,
        };
        return (node, name);
    }

    /// <summary>NVIDIA's display and 3D controllers on the PCI bus: there before any driver is.</summary>
    /// <param name="devices">A directory a device, with the files <c>vendor</c> and <c>class</c>.</param>
    public static int CountGpus(string devices) =>
        Directory.Exists(devices)
            ? Directory
                .EnumerateDirectories(devices)
                .Count(device =>
                    Read(device, "vendor") == NvidiaVendor && Read(device, "class").StartsWith("0x03", StringComparison.Ordinal))
            : 0;

    private static string Read(string device, string file) =>
        Path.Combine(device, file) is var path && File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out JsonElement member) ? member : null;

    private static JsonElement? First(JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > 0 ? items[0] : null;

    private static JsonElement? First(JsonElement? of, string name) => First(Member(of, name));

    private static string Text(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
