using System.ComponentModel;
using System.Diagnostics;

namespace BatchAi.NodeAgent;

/// <summary>
/// Runs programs of the machine and waits for them. Arguments are words, never a command line; keys are never among
/// them.
/// </summary>
/// <param name="directory">Where the programs are; null looks in PATH.</param>
internal sealed class ToolProcess(string? directory = null)
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Null when it ended well, else one line that says what it said. Whatever it started is killed when it is
    /// cancelled.
    /// </summary>
    public async Task<string?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(directory is null ? program : Path.Combine(directory, program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using CancellationTokenSource overdue = new(limit);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellation);
        try
        {
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
            process.StandardInput.Close();
            LastLine said = new();
            process.OutputDataReceived += said.Take;
            process.ErrorDataReceived += said.Take;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                await ExitAsync(process, either.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
            if (process.ExitCode == 0)
                return null;

            // What it said last may still be in the pipe; a failed program seldom leaves anything that holds the pipe open.
            await Task.WhenAny(process.WaitForExitAsync(either.Token), Task.Delay(s_lastWords, either.Token));
            return $"{program} ended with exit code {process.ExitCode}{said}";
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return $"{program} did not end within {limit.TotalMinutes} minutes";
        }
        catch (Win32Exception missing)
        {
            return $"{program} cannot be run on this node: {missing.Message}";
        }
    }

    /// <summary>
    /// File systems in user space keep the pipes open for as long as they are mounted, and with them
    /// <see cref="Process.WaitForExitAsync"/> waiting.
    /// </summary>
    private static async Task ExitAsync(Process process, CancellationToken cancellation)
    {
        while (!process.HasExited)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
    }

    /// <summary>What a program said last, which is where it says why it failed.</summary>
    private sealed class LastLine
    {
        private volatile string _text = "";

        public void Take(object sender, DataReceivedEventArgs line)
        {
            if (!string.IsNullOrWhiteSpace(line.Data))
                _text = line.Data.Trim();
        }

        public override string ToString() => _text.Length == 0 ? "" : $": {_text}";
    }
}
