using System.Diagnostics;

namespace BatchAi.Testing;

/// <summary>Files that nobody can remove, made by <c>chattr</c>: root can, on most file systems of disks.</summary>
public static class Immutable
{
    /// <summary>Whether they can be made here.</summary>
    public static bool CanBeMade()
    {
        string file = Path.GetTempFileName();
        try
        {
            return Environment.IsPrivilegedProcess && Run("+i", file) && Run("-i", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Lets everything below some places be removed again.</summary>
    public static void End(params string[] places) => Run(["-R", "-i", .. places]);

    private static bool Run(params string[] arguments)
    {
        ProcessStartInfo start = new("chattr", arguments) { UseShellExecute = false, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
