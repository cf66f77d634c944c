namespace BatchAi.Cli.Tests;

/// <summary>One run of the command line against a fake server, in a directory of its own.</summary>
internal sealed class CliRun : IDisposable
{
    public FakeApi Api { get; } = new();

    public ImpatientClock Clock { get; } = new();

    public string Output => Normal(_output);

    public string Error => Normal(_error);

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("batchai-cli-");

    public CliEnvironment Environment { get; set; }

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public CliRun() => Environment = new CliEnvironment { Url = FakeApi.Url, CurrentDirectory = Directory.FullName };

    public const string Workspace =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/batchai/providers/Microsoft.BatchAI/workspaces/default";

    public string File(string name, string content)
    {
        string path = Path.Combine(Directory.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public Task<int> RunAsync(params string[] words) => RunAsync(TestContext.Current.CancellationToken, words);

    public async Task<int> RunAsync(CancellationToken cancellation, params string[] words) =>
        await new BatchAiCli(
            Environment,
            TextWriter.Synchronized(_output),
            TextWriter.Synchronized(_error),
            Api,
            Clock,
            new Random(1)).RunAsync(words, cancellation);

    public void Dispose()
    {
        Api.Dispose();
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(recursive: true);
    }

    private static string Normal(StringWriter writer) => writer.ToString().ReplaceLineEndings("\n");
}
