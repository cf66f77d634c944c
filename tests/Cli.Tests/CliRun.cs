using System.Text;
using BatchAi.Linux;

namespace BatchAi.Cli.Tests;

/// <summary>One run of the command line against a fake server, in a directory of its own.</summary>
internal sealed class CliRun : IDisposable
{
    public FakeApi Api { get; } = new();

    public ImpatientClock Clock { get; } = new();

    /// <summary>Whether time passes as it does: else what waits for an answer for a while gives up at once.</summary>
    public bool IsSlow { get; set; }

    public string Output => Normal(_output);

    public string Error => Normal(_error);

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("batchai-cli-");

    public CliEnvironment Environment { get; set; }

    /// <summary>Whether a terminal shows standard output and standard error.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>What stands on standard output, byte by byte.</summary>
    public byte[] OutputBytes => _output.ToArray();

    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public CliRun() => Environment = new CliEnvironment { Url = FakeApi.Url, CurrentDirectory = Directory.FullName };

    public const string Workspace =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/batchai/providers/Microsoft.BatchAI/workspaces/default";

    public string File(string name, string content)
    {
        string path = Path.Combine(Directory.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A file that only its owner may open.</summary>
    public static void WriteSecret(string path, string content)
    {
        System.IO.File.WriteAllText(path, content);
        OwnerOnly.CloseFile(path);
    }

    public Task<int> RunAsync(params string[] words) => RunAsync(TestContext.Current.CancellationToken, words);

    public async Task<int> RunAsync(CancellationToken cancellation, params string[] words) =>
        await new BatchAiCli(
            Environment,
            new CliOutput(_output, IsTerminal),
            new CliOutput(_error, IsTerminal),
            Api,
            IsSlow ? TimeProvider.System : Clock,
            new Random(1)).RunAsync(words, cancellation);

    public void Dispose()
    {
        Api.Dispose();
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(recursive: true);
    }

    private static string Normal(MemoryStream written) => Encoding.UTF8.GetString(written.ToArray()).Replace("\r\n", "\n");
}
