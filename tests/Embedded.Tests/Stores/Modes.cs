using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Embedded.Tests;

/// <summary>Permission bits as chmod prints them.</summary>
[SuppressMessage("Interoperability", "CA1416:Validate platform compatibility", Justification = "LocalHost runs on Linux only.")]
internal static class Modes
{
    public static string Of(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    public static void Set(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
}
