using System.Diagnostics;

namespace BatchAi.Training.Tests;

/// <summary>What tests need of the machine; one that lacks it skips them and says so. <c>.ci/run</c> installs it on Debian.</summary>
internal static class Needs
{
    /// <summary>The Python of the system: another one on PATH has not the system's packages.</summary>
    public const string Python = "/usr/bin/python3";

    private const string AreAllThere =
        "import importlib.util, sys; sys.exit(0 if all(importlib.util.find_spec(name) for name in sys.argv[1:]) else 1)";

    public static void Modules(params string[] modules) => Assert.SkipUnless(
        File.Exists(Python) && Works(Python, ["-c", AreAllThere, .. modules]),
        $"{Python} has not all of the modules {string.Join(", ", modules)}; Debian's packages are named in .ci/run");

    public static void Programs(params string[] paths) => Assert.SkipUnless(
        paths.All(File.Exists),
        $"there are not all of {string.Join(", ", paths)}; Debian's packages are named in .ci/run");

    /// <summary>A network of its own with nothing but the loopback device, which takes rights that not everybody has.</summary>
    public static void NetworkNamespaces() => Assert.SkipUnless(
        File.Exists("/usr/bin/unshare") && Works("unshare", ["--net", "bash", "-c", "ip link set lo up"]),
        "this user may not make a network namespace with unshare, or there is no ip (package iproute2)");

    private static bool Works(string program, IEnumerable<string> words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, words) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
