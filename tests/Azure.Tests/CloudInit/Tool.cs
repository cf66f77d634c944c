using System.ComponentModel;
using System.Diagnostics;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Programs of the machine. A test that needs one which is not there is skipped and says so.</summary>
internal static class Tool
{
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        TestContext.Current.SendDiagnosticMessage(errors.Result);
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
    }

    /// <summary>The program can be run, with these arguments where there are any.</summary>
    public static void Require(string program, params string[] arguments)
    {
        try
        {
            (int code, string output) = Run(program, arguments is [] ? ["--version"] : arguments);
            Assert.SkipUnless(code == 0, $"{program} does not work here: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
    }
}
