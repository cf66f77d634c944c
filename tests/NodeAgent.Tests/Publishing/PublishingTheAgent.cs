using System.Diagnostics;
using System.Runtime.CompilerServices;
using BatchAi.Linux;

namespace BatchAi.NodeAgent.Tests;

/// <summary>infra/publish-agent.sh with stand-ins for dotnet and az; the real build is a check of <c>.ci/run</c>.</summary>
public sealed class PublishingTheAgent : IDisposable
{
    private const string Sha256 = "5e9e6ea7ff6b9a6f2ddf58d30e5ba3ba5f6fd7e5b3f9b4c4d6c4b6b0d8d1b9a7";

    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;

    public PublishingTheAgent()
    {
        Tool("dotnet", """
            while [ $# -gt 0 ]; do if [ "$1" = --output ]; then mkdir -p "$2"; printf '#!/bin/bash\necho 1.2.3\n' > "$2/BatchAi.NodeAgent"; chmod +x "$2/BatchAi.NodeAgent"; fi; shift; done
            """);
        Tool("sha256sum", $"echo '{Sha256}  file'");
        Tool("az", "echo \"$*\" >> \"$(dirname \"$0\")/../calls\"; if [ \"$3\" = exists ]; then cat \"$(dirname \"$0\")/../exists\"; fi");
    }

    private string Calls => File.Exists(_root + "/calls") ? File.ReadAllText(_root + "/calls") : "";

    public void Dispose() => TreeRemoval.Delete(_root);

    [Fact]
    public void Says_at_its_end_what_the_deployment_is_configured_with()
    {
        (int code, string output, _) = Run("--account", "stdev", "--dry-run", "--output", _root + "/out");

        Assert.Equal(0, code);
        Assert.Equal($"""
            built the agent 1.2.3: 23 bytes, sha256 {Sha256}
            would run: az storage blob upload --auth-mode login --account-name stdev --container-name agent --name batchai-agent-1.2.3-5e9e6ea7ff6b9a6f --only-show-errors --file {_root}/out/BatchAi.NodeAgent
            AgentUri=https://stdev.blob.core.windows.net/agent/batchai-agent-1.2.3-5e9e6ea7ff6b9a6f AgentSha256={Sha256}

            """, output);
        Assert.Empty(Calls);
    }

    [Theory]
    [InlineData("false", 1)]
    [InlineData("true", 0)]
    public void Uploads_what_is_not_there_yet(string exists, int uploads)
    {
        File.WriteAllText(_root + "/exists", exists);

        Assert.Equal(0, Run("--account", "stdev").Code);

        Assert.Equal(
            uploads,
            Calls.Split('\n').Count(call => call.StartsWith("storage blob upload --auth-mode login", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "--account must be the name of a storage account")]
    [InlineData("--account", "--account needs a name")]
    [InlineData("--account St_Dev", "not 'St_Dev'")]
    [InlineData("--force", "unknown option '--force'")]
    public void Refuses_wrong_usage_in_one_line(string arguments, string expected)
    {
        (int code, string output, string errors) = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private void Tool(string name, string does)
    {
        Directory.CreateDirectory(_root + "/tools");
        File.WriteAllText($"{_root}/tools/{name}", $"#!/bin/bash\n{does}\n");
        File.SetUnixFileMode($"{_root}/tools/{name}", UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Script(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_root}/tools:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "infra", "publish-agent.sh"));
}
