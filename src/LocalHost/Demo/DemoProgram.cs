using BatchAi.Cli;
using BatchAi.Embedded;
using BatchAi.Faults;
using BatchAi.Linux;
using Spectre.Console;

namespace BatchAi.LocalHost;

/// <summary>The verb <c>demo</c>: a server of its own on free ports and a directory of its own, both gone afterwards.</summary>
internal static class DemoProgram
{
    /// <summary>0 when everything was as it should be; else a line says what was not.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("bai-");
        try
        {
            ServeOptions options = new()
            {
                Port = 0,
                DataDirectory = Path.Combine(directory.FullName, "data"),
                Gpus = "none",
                Switches = TestSwitches.Read(Environment.GetEnvironmentVariable),
            };
            await using LocalServer server = await LocalServer.StartAsync(options, cancellation);
            using HttpClient http = new(new SocketsHttpHandler { Proxy = new DirectToThisMachine(HttpClient.DefaultProxy) });
            BatchAiClient client = new(http, server.BaseUri, server.Token, TimeProvider.System);
            IAnsiConsole console = AnsiConsole.Console;
            int code = await new DemoStory(
                client,
                console,
                TimeProvider.System,
                DemoStory.DisplayFor(console, TimeProvider.System)).RunAsync(new DemoOptions(), cancellation);
            await server.StopAsync(CancellationToken.None);
            return code;
        }
        catch (Exception failure)
            when (failure is DataDirectoryException or IOException or PlatformNotSupportedException or FormatException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }
        finally
        {
            if (TreeRemoval.Remove(directory.FullName, CancellationToken.None).Problems is [var left, ..])
                await Console.Error.WriteLineAsync($"{left.Path} cannot be removed: {left.Reason}");
        }
    }
}
