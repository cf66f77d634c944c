using BatchAi.Cli;
using BatchAi.Linux;

string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
var environment = new CliEnvironment
{
    Url = Variable("BATCHAI_URL"),
    Token = Variable("BATCHAI_TOKEN"),
    DataDirectory = Variable("BATCHAI_DATA"),
    StateDirectory = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
        ? state
        : Path.Combine(home, ".local", "state"),
    StorageAccount = Variable("AZURE_BATCHAI_STORAGE_ACCOUNT"),
    StorageKey = Variable("AZURE_BATCHAI_STORAGE_KEY"),
    CurrentDirectory = Environment.CurrentDirectory,
    UserName = Environment.UserName,
    Terminal = Console.IsOutputRedirected ? null : Variable("TERM"),
    Processors = Environment.ProcessorCount,
    ReadLine = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.ReadLine,
    Answers = Reachable.TakesConnections,
    IsOwn = Reachable.IsOwn,
};
using var handler = new SocketsHttpHandler { Proxy = new DirectToThisMachine(HttpClient.DefaultProxy) };
if (OperatingSystem.IsLinux())
    environment = environment with
    {
        Become = (words, variables) =>
        {
            ThisProcess.Become(words, variables);
            return ExitCodes.Failed;
        },
    };
var output = new CliOutput(Console.OpenStandardOutput(), !Console.IsOutputRedirected);
var error = new CliOutput(Console.OpenStandardError(), !Console.IsErrorRedirected);
return await new BatchAiCli(environment, output, error, handler, TimeProvider.System, Random.Shared).RunAsync(
    args,
    CancellationToken.None);

// Set to nothing is not set.
static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
