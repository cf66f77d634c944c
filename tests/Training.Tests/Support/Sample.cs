using BatchAi.EndToEnd.Tests;

namespace BatchAi.Training.Tests;

/// <summary>A directory of samples/ and its run by the command line.</summary>
internal static class Sample
{
    public static string Directory(string name) => Path.Combine(Checkout.Samples, name);

    public static string JobFile(string name) => Path.Combine(Directory(name), "job.json");

    /// <summary>Runs it as its README says, and fails when it does not succeed.</summary>
    public static Task<SampleRun> RunAsync(LocalHostProcess server, string name, params string[] options) =>
        RunFileAsync(server, JobFile(name), options);

    /// <summary>The same with another job file.</summary>
    public static async Task<SampleRun> RunFileAsync(LocalHostProcess server, string file, params string[] options)
    {
        string job = $"j-{Guid.NewGuid():N}";
        ProcessOutcome outcome = await BatchAiProcess.RunAsync(server, ["run", file, "--name", job, .. options]);
        var run = new SampleRun(server, job, outcome.Output);
        Assert.True(outcome.ExitCode == 0, $"{file}: {outcome}\n{string.Join('\n', run.Logs())}");
        return run;
    }
}

/// <param name="Server">Where it ran.</param>
/// <param name="Job">Its name.</param>
/// <param name="Output">Of its first process.</param>
internal sealed record SampleRun(LocalHostProcess Server, string Job, string Output)
{
    /// <summary>The directory behind the share to which all samples write.</summary>
    private string Share => Path.Combine(Server.Data, "volumes", "local", "batchai");

    /// <summary>The text of the one file of this name that the job wrote.</summary>
    public string Read(string file) => File.ReadAllText(Find(file));

    public string Find(string file) => Assert.Single(Files(file));

    /// <summary>Everything it printed, and what its nodes say of it.</summary>
    public IEnumerable<string> Logs() => Files("*.txt").Concat(Files("*.log")).Select(file => $"{file}:\n{File.ReadAllText(file)}");

    private IEnumerable<string> Files(string pattern) => System.IO.Directory.Exists(Share)
        ? System.IO.Directory.EnumerateFiles(Share, pattern, SearchOption.AllDirectories)
            .Where(file => file.Contains($"/jobs/{Job}/", StringComparison.Ordinal))
        : [];
}
