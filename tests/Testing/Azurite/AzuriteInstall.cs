using System.Diagnostics;

namespace BatchAi.Testing;

/// <summary>Installs Azurite from npm, once for the checkout, also when several test processes come at once.</summary>
internal static class AzuriteInstall
{
    // Held: the suite is what shows that a newer one still behaves like Table storage.
    private const string Version = "3.37.0";

    private static readonly string[] s_tools = ["node", "npm"];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Null when node and npm are on the path.</summary>
    public static string? WhyImpossible() =>
        s_tools.Where(tool => !IsOnPath(tool)).ToList() is [_, ..] absent
            ? $"Azurite needs Node.js: {string.Join(" and ", absent)} not found on PATH."
            : null;

    /// <summary>The package's directory.</summary>
    public static async Task<string> EnsureAsync()
    {
        string artifacts = Path.Combine(RepositoryRoot(), "artifacts");
        string home = Path.Combine(artifacts, "azurite");
        string package = Path.Combine(home, "node_modules", "azurite");
        string done = Path.Combine(home, $"installed-{Version}");
        Directory.CreateDirectory(home);

        await using FileStream held = await LockAsync(Path.Combine(artifacts, "azurite.lock"));
        if (!File.Exists(done))
        {
            await InstallAsync(home);
            await File.WriteAllTextAsync(done, "");
        }

        return package;
    }

    private static async Task InstallAsync(string home)
    {
        // No lock file is kept: it would name the registry of whoever made it.
        ProcessStartInfo start = new(
            "npm",
            [
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--omit=dev",
                "--prefer-offline",
                "--ignore-scripts",
                "--prefix",
                home,
                $"azurite@{Version}",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        using Process npm = Process.Start(start)!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        Task<string> errors = npm.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            npm.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm install azurite@{Version} did not end within {s_limit}.", late);
        }

        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm install azurite@{Version} ended with {npm.ExitCode}:\n{await output}{await errors}");
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < s_limit)
            {
                // Another test process installs.
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private static bool IsOnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, tool)));

    private static string RepositoryRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BatchAiFunctions.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No BatchAiFunctions.sln above {AppContext.BaseDirectory}.");
    }
}
