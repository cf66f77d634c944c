using System.Text;
using BatchAi.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
var environment = new CliEnvironment
{
    Url = Environment.GetEnvironmentVariable("BATCHAI_URL"),
    Token = Environment.GetEnvironmentVariable("BATCHAI_TOKEN"),
    DataDirectory = Environment.GetEnvironmentVariable("BATCHAI_DATA"),
    StateDirectory = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state : Path.Combine(home, ".local", "state"),
    StorageAccount = Environment.GetEnvironmentVariable("AZURE_BATCHAI_STORAGE_ACCOUNT"),
    StorageKey = Environment.GetEnvironmentVariable("AZURE_BATCHAI_STORAGE_KEY"),
    CurrentDirectory = Environment.CurrentDirectory,
    UserName = Environment.UserName,
};
using var handler = new SocketsHttpHandler { Proxy = new DirectToThisMachine(HttpClient.DefaultProxy) };
return await new BatchAiCli(environment, Console.Out, Console.Error, handler, TimeProvider.System, Random.Shared).RunAsync(args, CancellationToken.None);
