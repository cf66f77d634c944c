using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Whatever a job leaves in its output, the rest of it is listed and read, and the server goes on.</summary>
public sealed class ReadingOddOutput(SharedServer shared)
{
    private readonly LocalHostProcess _server = shared.Process;

    [Fact]
    public async Task Names_of_any_bytes_links_in_circles_pipes_and_sockets_are_listed_or_left_out_and_never_an_error()
    {
        Workspace workspace = await WithOutputAsync("odd", """
            echo bytes > $'caf\xe9.txt'; echo percent > a%20b; echo lines > $'two\nlines'; mkdir $'d\xff'; echo inner > $'d\xff/x'
            ln -s me me; ln -s . latest; ln -s ../stdouterr loop; ln -s nothing dangling; ln -s /etc/passwd out
            mkfifo pipe; ln -s pipe to-pipe
            """);
        string directory = await DirectoryAsync(workspace);
        using System.Net.Sockets.Socket socket = new(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        string shortName = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(shortName));
        File.Move(shortName, Path.Combine(directory, "socket"));

        IReadOnlyDictionary<string, JsonNode> files = Known(await workspace.FilesAsync("job"));
        Assert.Equal(["a%2520b", "caf%E9.txt", "d%FF", "two%0Alines"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((200, "bytes\n"), await Api.DownloadAsync((string)files["caf%E9.txt"]["downloadUrl"]!));
        Assert.Equal((200, "percent\n"), await Api.DownloadAsync((string)files["a%2520b"]["downloadUrl"]!));
        Assert.Equal((200, "lines\n"), await Api.DownloadAsync((string)files["two%0Alines"]["downloadUrl"]!));
        Assert.Equal("x", (string?)Assert.Single(await ListAsync(workspace, "&directory=d%25FF", Api.Old))["name"]);

        JsonNode[] all = await ListAsync(workspace, "", Api.New);
        Assert.Equal(
            ["dangling", "latest", "loop", "me", "out", "to-pipe"],
            all.Where(file => (string)file["fileType"]! == "link").Select(file => (string)file["name"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pipe_that_took_the_place_of_a_listed_file_keeps_no_download_and_nobody_else_waiting()
    {
        Workspace workspace = await WithOutputAsync("pipes", "echo text > file");
        string link = (string)(await workspace.FilesAsync("job"))["file"]["downloadUrl"]!;
        string file = Path.Combine(await DirectoryAsync(workspace), "file");
        File.Delete(file);
        await Process.Start("mkfifo", [file])!.WaitForExitAsync(TestContext.Current.CancellationToken);

        (int Status, string Text)[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Api.DownloadAsync(link)));

        Assert.All(answers, answer => Assert.Equal(404, answer.Status));
        Assert.DoesNotContain("file", (await workspace.FilesAsync("job")).Keys);
    }

    [Fact]
    public async Task Checkpoints_that_are_renamed_while_they_are_listed_fail_no_listing()
    {
        Workspace workspace = await WithOutputAsync("rotating", "for i in {0..49}; do echo $i > checkpoint-$i; done");
        string directory = await DirectoryAsync(workspace);
        using CancellationTokenSource stop = new();
        Task writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                foreach (string file in Directory.GetFiles(directory, "checkpoint-*"))
                    File.Move(file, file.EndsWith(".tmp", StringComparison.Ordinal) ? file[..^4] : file + ".tmp", overwrite: true);
        });

        for (int round = 0; round < 200; round++)
            await workspace.FilesAsync("job");
        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task What_the_server_may_not_read_is_refused_by_itself()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything; the reader itself is tested as another user");
        Workspace workspace = await WithOutputAsync("closed", "mkdir closed; echo x > secret; chmod 000 closed secret");

        IReadOnlyDictionary<string, JsonNode> files = Known(await workspace.FilesAsync("job"));
        Answer list = await _server.Api.PostAsync(
            workspace.Job("job") + "/listOutputFiles", "&outputdirectoryid=stdouterr&directory=closed");

        Assert.Equal(["closed", "secret"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(409, list.Status);
        Assert.Contains("OutputFilesNotAccessible", list.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await Api.DownloadAsync((string)files["secret"]["downloadUrl"]!)).Status);
    }

    [Fact]
    public async Task Parts_and_names_lead_through_a_large_directory()
    {
        Workspace workspace = await WithOutputAsync("many", "touch file-{0001..2500}; printf hello > wanted");

        List<string> names = [];
        int parts = 0;
        for (Answer page = await _server.Api.PostAsync(workspace.Job("job") + "/listOutputFiles", "&outputdirectoryid=stdouterr"); ;)
        {
            JsonNode json = page.Expect(200).Json;
            parts++;
            names.AddRange(json["value"]!.AsArray().Select(file => (string)file!["name"]!));
            if ((string?)json["nextLink"] is not { } next)
                break;
            page = await _server.Api.GetAsync(next);
        }
        Assert.Equal(3, parts);
        Assert.Equal(2500, names.Count(name => name.StartsWith("file-", StringComparison.Ordinal)));
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);

        JsonNode[] found = await ListAsync(workspace, "&name=wanted&name=none&name=stdout.txt", Api.New);
        Assert.Equal(["wanted", "stdout.txt"], found.Select(file => (string)file["name"]!));
        Assert.Equal((200, "hello"), await Api.DownloadAsync((string)found[0]["downloadUrl"]!));
    }

    /// <summary>A job that did this in the directory of its logs.</summary>
    private async Task<Workspace> WithOutputAsync(string name, string commands)
    {
        Workspace workspace = await Workspace.MakeAsync(_server, name);
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Of($"cd $AZ_BATCHAI_STDOUTERR_DIR\n{commands}"), "c");
        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("job"))["executionState"]);
        return workspace;
    }

    private static async Task<string> DirectoryAsync(Workspace workspace) =>
        workspace.OnShare($"{(string)(await workspace.EndOfAsync("job"))["jobOutputDirectoryPathSegment"]!}/stdouterr");

    private async Task<JsonNode[]> ListAsync(Workspace workspace, string query, string version)
    {
        Answer answer = await _server.Api.SendAsync(
            HttpMethod.Post, workspace.Job("job") + "/listOutputFiles", version: version, query: "&outputdirectoryid=stdouterr" + query);
        return [.. answer.Expect(200).Json["value"]!.AsArray().Select(file => file!)];
    }

    private static Dictionary<string, JsonNode> Known(IReadOnlyDictionary<string, JsonNode> files) => files
        .Where(file => !file.Key.StartsWith("std", StringComparison.Ordinal) && !file.Key.StartsWith("execution", StringComparison.Ordinal))
        .ToDictionary();
}
