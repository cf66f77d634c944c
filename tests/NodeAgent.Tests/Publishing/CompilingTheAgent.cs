using System.Diagnostics;
using System.Runtime.CompilerServices;
using BatchAi.Linux;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// src/NodeAgent/compile-native.sh with stand-ins for dotnet and the linker; suites run the agent that the real ones make.
/// </summary>
public sealed class CompilingTheAgent : IDisposable
{
    /// <summary>What the script and the stand-ins need; nothing else is on their PATH.</summary>
    private static readonly string[] _tools = ["bash", "chmod", "dirname", "flock", "mkdir", "mv", "rm", "touch"];

    private const string Links = "exit 0";

    private const string Compiles = """
        while [ $# -gt 0 ]; do
          if [ "$1" = --output ]; then
            mkdir -p "$2"; printf '#!/bin/bash\necho 1.2.3\n' > "$2/BatchAi.NodeAgent"; chmod +x "$2/BatchAi.NodeAgent"
          fi
          shift
        done
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;

    public CompilingTheAgent()
    {
        Directory.CreateDirectory(_root + "/path");
        foreach (string tool in _tools)
            File.CreateSymbolicLink($"{_root}/path/{tool}", Place(tool));
    }

    private string Program => _root + "/native/BatchAi.NodeAgent";

    private bool Tried => File.Exists(_root + "/native/tried");

    public void Dispose() => TreeRemoval.Delete(_root);

    [Fact]
    public void Without_a_linker_nothing_is_compiled_and_the_next_build_looks_again()
    {
        Script("dotnet", Compiles);

        Assert.StartsWith("agent: not compiled ahead of time, since neither gcc nor clang links", Run(), StringComparison.Ordinal);

        Assert.False(File.Exists(Program));
        Assert.False(Tried);
    }

    [Fact]
    public void A_compiler_that_cannot_link_is_none()
    {
        Script("path/gcc", "echo 'cannot find crt1.o' >&2; exit 1");
        Script("dotnet", Compiles);

        Assert.Contains("neither gcc nor clang", Run(), StringComparison.Ordinal);

        Assert.False(Tried);
    }

    [Fact]
    public void A_failed_compilation_is_said_with_the_place_of_its_log_and_not_tried_again()
    {
        Script("path/gcc", Links);
        Script("dotnet", "echo 'error IL1: no'; exit 1");

        Assert.Equal(
            $"agent: not compiled ahead of time, see {_root}/native/log; delete {_root}/native/tried to try again\n",
            Run());

        Assert.Equal("error IL1: no\n", File.ReadAllText(_root + "/native/log"));
        Assert.False(File.Exists(Program));
        Assert.True(Tried);
    }

    [Fact]
    public void A_program_that_does_not_start_is_not_taken()
    {
        Script("path/gcc", Links);
        Script("dotnet", Compiles.Replace("echo 1.2.3", "exit 3", StringComparison.Ordinal));

        Assert.Contains("not compiled ahead of time", Run(), StringComparison.Ordinal);

        Assert.False(File.Exists(Program));
        Assert.True(Tried);
    }

    [Theory]
    [InlineData("gcc")]
    [InlineData("clang")]
    public void A_good_program_is_put_in_its_place_linked_by_what_links(string linker)
    {
        Script($"path/{linker}", Links);
        Script("dotnet", $"echo \"$*\" > {_root}/arguments\n{Compiles}");

        Assert.Matches("^agent: compiled ahead of time in [0-9]+ s\n$", Run());

        Assert.Contains("echo 1.2.3", File.ReadAllText(Program), StringComparison.Ordinal);
        Assert.Contains($"-p:CppCompilerAndLinker={linker} ", File.ReadAllText(_root + "/arguments"), StringComparison.Ordinal);
        Assert.True(Tried);
    }

    [Fact]
    public void A_failed_compilation_leaves_no_program_of_older_sources()
    {
        Script("path/gcc", Links);
        Script("dotnet", Compiles);
        Run();
        Script("dotnet", "exit 1");

        Run();

        Assert.False(File.Exists(Program));
    }

    private void Script(string name, string does)
    {
        string path = $"{_root}/{name}";
        File.WriteAllText(path, $"#!/bin/bash\n{does}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What it says. It never fails nor complains: no build may fail for it, and MSBuild reads complaints as errors.</summary>
    private string Run([CallerFilePath] string here = "")
    {
        string script = Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "src", "NodeAgent", "compile-native.sh"));
        ProcessStartInfo start = new("/bin/bash", [script, _root + "/dotnet", _root + "/native", "linux-x64"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _root + "/path";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, ""), (process.ExitCode, errors.Result));
        return output;
    }

    private static string Place(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(directory => Path.Combine(directory, tool)).First(File.Exists);
}
