using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

/// <summary>The parts of one file server with two data disks, in the order in which they are made.</summary>
internal static class FileServerParts
{
    public const string Prefix = "bai-fs-1";

    private static readonly Dictionary<string, string> s_tags = new() { ["batchai-fileserver"] = "1" };

    public static IReadOnlyList<MachinePartSpec> Of(string prefix = Prefix, string vmSize = "Standard_D2s_v3") =>
    [
        new MachinePartSpec.SecurityGroup($"{prefix}-rules", "local", [new InboundRule("ssh", 100, ["10.1.0.0/16", "192.0.2.7"], 22)],
            s_tags),
        new MachinePartSpec.PublicAddress($"{prefix}-public", "local", s_tags),
        new MachinePartSpec.NetworkInterface($"{prefix}-card", "local", SubnetId: null, $"{prefix}-rules", $"{prefix}-public", s_tags),
        new MachinePartSpec.Disk($"{prefix}-data-0", "local", 64, "Premium_LRS", s_tags),
        new MachinePartSpec.Disk($"{prefix}-data-1", "local", 64, "Premium_LRS", s_tags),
        new MachinePartSpec.Machine(
            prefix,
            "local",
            vmSize,
            new FleetImage("microsoft-dsvm", "ubuntu-hpc", "2204", "latest", ImageId: null),
            "keeper",
            AdminSshKey: "ssh-rsa AAAAB3NzaC1yc2E me",
            AdminPassword: null,
            "#!/bin/sh\nexec sleep 1000\n",
            $"{prefix}-card",
            [$"{prefix}-data-0", $"{prefix}-data-1"],
            "readonly",
            s_tags),
    ];

    /// <summary>How the whole file server is listed: the disk of the system comes with the machine.</summary>
    public static string[] Names(string prefix = Prefix) =>
        [$"{prefix}-rules", $"{prefix}-public", $"{prefix}-card", $"{prefix}-data-0", $"{prefix}-data-1", $"{prefix}-os", prefix];
}
