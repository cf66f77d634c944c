using System.Net;
using BatchAi.Embedded;
using BatchAi.Linux;
using BatchAi.LocalHost;
using BatchAi.Services;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What a server in this process leaves behind, and what its keys are good for.</summary>
[Collection(nameof(InThisProcess))]
public sealed class OneServerAfterAnother : IDisposable
{
    private readonly string _directory = ShortDirectory.Make();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory, "d");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task No_file_of_the_data_directory_is_open_once_it_is_given_up()
    {
        await using (LocalServer server = await StartAsync())
        {
            using Api api = new(server.BaseUri, server.Token!);
            await Workspace.MakeAsync(() => api, Data, "w");
            Assert.Contains(Path.Combine(Data, "facts.db"), OpenFiles());
            await server.StopAsync(Cancellation);
        }

        Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(Data + "/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_of_the_stored_secrets_signs_no_link()
    {
        await using LocalServer server = await StartAsync();
        string file = Path.Combine(Data, "volumes", "afs", "share", "out.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "text", Cancellation);
        byte[] key = SecretKeyFile.ReadOrMake(Path.Combine(Data, "secrets.key"));
        using HttpClient client = new() { BaseAddress = server.BaseUri };

        LinkedFile linked = new(new Volume(VolumeKind.FileShare, "afs", "share"), [FileName.Of("out.txt")]);
        string link = new DownloadLinks(key, TimeProvider.System).PathTo(linked, TimeSpan.FromHours(1));
        using HttpResponseMessage answer = await client.GetAsync(new Uri(link, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await server.StopAsync(Cancellation);
    }

    private Task<LocalServer> StartAsync() =>
        LocalServer.StartAsync(new ServeOptions { Port = 0, DataDirectory = Data, Gpus = "none" }, Cancellation);

    private static string[] OpenFiles() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget).OfType<string>()];
}
