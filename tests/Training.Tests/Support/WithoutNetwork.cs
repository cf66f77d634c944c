using System.Diagnostics;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Training.Tests;

/// <summary>A server and its command line in a network namespace of their own, where there is only the loopback device.</summary>
internal static class WithoutNetwork
{
    /// <summary>
    /// Arguments: data directory, server, command line, job files. The exit code is that of the last run that failed, or the server's.
    /// A shell gives what it starts in the background no Ctrl+C, hence env.
    /// </summary>
    private const string Script = """
        ip link set lo up
        data=$1 server=$2 batchai=$3
        shift 3
        env --default-signal=INT dotnet "$server" serve --port 0 --data "$data" --gpus none > "$data.log" 2>&1 &
        pid=$!
        until [ -s "$data/endpoint" ]; do
          if ! kill -0 $pid 2> /dev/null; then cat "$data.log" >&2; exit 1; fi
          sleep 0.1
        done
        code=0
        for file; do dotnet "$batchai" run "$file" || code=$?; done
        kill -INT $pid
        wait $pid || code=$?
        exit $code
        """;

    private static readonly TimeSpan s_longestJob = TimeSpan.FromSeconds(20);

    /// <param name="directory">For the server's data.</param>
    /// <param name="jobs">Files of jobs, run one after the other.</param>
    public static async Task<ProcessOutcome> RunAsync(string directory, IReadOnlyList<string> jobs)
    {
        string data = Path.Combine(directory, "d");
        ProcessStartInfo start = new(
            "unshare", ["--net", "--kill-child", "bash", "-c", Script, "bash", data, Checkout.LocalHost, Checkout.Cli, .. jobs])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["TMPDIR"] = directory,
                ["XDG_STATE_HOME"] = Path.Combine(directory, "s"),
                ["BATCHAI_DATA"] = data,
                ["BATCHAI_URL"] = "",
                ["BATCHAI_TOKEN"] = "",
                ["BATCHAI_STORAGE"] = "",
            },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter((2 * Wait.Patience) + (jobs.Count * s_longestJob));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        return new ProcessOutcome(process.ExitCode, await output, await error);
    }
}
