using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BatchAi.Infra.Tests;

/// <summary>
/// A copy of infra/local-app.sh in a directory of its own, and a PATH with nothing but what it needs: the common tools, and programs that
/// take the places of dotnet, node, npm and func. They write down how they are called and that they end.
/// </summary>
internal sealed class FakeMachine : IDisposable
{
    private const string Stays = """
        trap 'kill $!; printf "%s ended\n" "$name" >> "$FAKE/calls"; exit 0' TERM
        sleep 600 & wait
        """;

    private const string DotNet = $"""
        #!/usr/bin/env bash
        printf 'dotnet %s\n' "$*" >> "$FAKE/calls"
        case "$*" in
          *" cloud "*)
            name=cloud
            mkdir -p "$FAKE/data/cloud"
            umask 077
            echo letmein > "$FAKE/data/cloud/cloud-token"
            head -c 32 /dev/zero | base64 > "$FAKE/data/cloud/secrets.key"
            echo '#!/bin/sh' > "$FAKE/data/cloud/start-node"
            echo BatchAi__Cloud__ResourceManagerEndpoint=http://127.0.0.1:8119
            echo "BatchAi__Cloud__TokenFile=$FAKE/data/cloud/cloud-token"
            echo "BatchAi__Cloud__SecretKeyFile=$FAKE/data/cloud/secrets.key"
            echo "BatchAi__Cloud__NodeLauncher=$FAKE/data/cloud/start-node"
            {Stays} ;;
          build*)
            mkdir -p "$FAKE/artifacts/bin/Functions/debug" "$FAKE/artifacts/bin/LocalHost/debug"
            touch "$FAKE/artifacts/bin/LocalHost/debug/BatchAi.LocalHost.dll" ;;
        esac
        """;

    private const string Node = $"""
        #!/usr/bin/env bash
        name=azurite
        printf 'node %s\n' "$*" >> "$FAKE/calls"
        if [ -e "$FAKE/azurite-fails" ]; then echo 'the disk is full' >&2; exit 4; fi
        for service in Blob Queue Table; do echo "Azurite $service service is successfully listening"; done
        {Stays}
        """;

    private const string Npm = """
        #!/usr/bin/env bash
        printf 'npm %s\n' "$*" >> "$FAKE/calls"
        """;

    private const string Func = $"""
        #!/usr/bin/env bash
        name=func
        printf 'func %s in %s\n' "$*" "$PWD" >> "$FAKE/calls"
        if [ -e "$FAKE/func-ends" ]; then exit 5; fi
        {Stays}
        """;

    private static readonly string[] s_tools = ["bash", "env", "grep", "sed", "cat", "mkdir", "chmod", "head", "base64", "sleep",
        "dirname", "touch", "rm", "flock", "kill"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public FakeMachine(bool withFunc = true)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "infra"));
        Directory.CreateDirectory(Path.Combine(Folder, "bin"));
        File.Copy(Repository.Path("infra/local-app.sh"), Path.Combine(Folder, "infra/local-app.sh"));
        foreach (string tool in s_tools)
            File.CreateSymbolicLink(Path.Combine(Folder, "bin", tool), ((string[])[$"/usr/bin/{tool}", $"/bin/{tool}"]).First(File.Exists));
        foreach ((string name, string text) in (IEnumerable<(string, string)>)[("dotnet", DotNet), ("node", Node), ("npm", Npm),
            .. withFunc ? [("func", Func)] : Array.Empty<(string, string)>()])
        {
            string file = Path.Combine(Folder, "bin", name);
            File.WriteAllText(file, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("local-app-").FullName;

    public string SettingsFile => Path.Combine(Folder, "artifacts/bin/Functions/debug/local.settings.json");

    public IReadOnlyList<string> Calls => Path.Combine(Folder, "calls") is var file && File.Exists(file) ? File.ReadAllLines(file) : [];

    /// <summary>Options that name the data directory and ports where nobody listens.</summary>
    public string[] Options { get; } = FreePorts();

    public void Touch(string name) => File.WriteAllText(Path.Combine(Folder, name), "");

    /// <summary>
    /// Runs the script to its end; with a text to wait for, it is asked to end as soon as a call or a line of output has it.
    /// </summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string[] options, string? stopAfter = null, Func<Task>? meanwhile = null)
    {
        ProcessStartInfo start = new("/bin/bash", ["-c", "exec bash infra/local-app.sh \"$@\" 2>&1", "bash", .. options])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["FAKE"] = Folder;
        start.Environment["PATH"] = Path.Combine(Folder, "bin");
        using Process script = Process.Start(start)!;
        script.StandardInput.Close();
        StringBuilder output = new();
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        script.OutputDataReceived += (_, line) =>
        {
            lock (output)
                output.Append(line.Data).Append('\n');
            if (stopAfter is not null && line.Data?.Contains(stopAfter, StringComparison.Ordinal) is true)
                seen.TrySetResult();
        };
        script.BeginOutputReadLine();

        using CancellationTokenSource patience = new(s_patience);
        try
        {
            if (stopAfter is not null)
            {
                await Task.WhenAny(seen.Task, script.WaitForExitAsync(patience.Token));
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
                if (!script.HasExited)
                    Process.Start("kill", ["-TERM", $"{script.Id}"])!.Dispose();
            }

            await script.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            script.Kill(entireProcessTree: true);
            Assert.Fail($"local-app.sh {string.Join(' ', options)} did not end within {s_patience.TotalSeconds:0} s; seen: {output}");
        }

        return (script.ExitCode, output.ToString());
    }

    /// <summary>Waits for a call of one of the programs that begins so.</summary>
    public async Task CalledAsync(string call)
    {
        using CancellationTokenSource patience = new(s_patience);
        while (!Calls.Any(made => made.StartsWith(call, StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string[] FreePorts()
    {
        while (true)
        {
            int first = AnyPort();
            if (first < 65000 && IsFree(first + 1) && IsFree(first + 2))
                return ["--data", "data", "--port", $"{AnyPort()}", "--cloud-port", $"{AnyPort()}", "--azurite-port", $"{first}"];
        }
    }

    private static int AnyPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
