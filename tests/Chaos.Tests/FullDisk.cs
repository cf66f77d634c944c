using System.Diagnostics;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A real server whose disk is full while jobs run and new ones come. The disk is a small one in memory, in name spaces
/// of its own: this program runs itself again in there.
/// </summary>
public sealed class FullDisk(ITestOutputHelper output)
{
    private const string Size = "64m";

    private const string Inside = "CHAOS_SMALL_DISK";

    [Fact]
    public async Task Costs_nothing_that_was_accepted_refuses_new_work_and_is_over_when_there_is_room()
    {
        using TemporaryDirectory disk = new();
        (int code, string why) = await InSmallDiskAsync(disk.Path, "true");
        Assert.SkipUnless(code == 0, $"no small disk can be mounted here: {why}");

        (int failed, string said) = await InSmallDiskAsync(
            disk.Path,
            $"TMPDIR='{disk.Path}' {Inside}='{disk.Path}' exec dotnet '{typeof(FullDisk).Assembly.Location}' -noColor -noLogo "
            + $"-explicit only -class '{typeof(FullDisk).FullName}' -showliveoutput"
        );

        output.WriteLine(said);
        Assert.True(failed == 0, said);
    }

    /// <summary>
    /// What runs in there. The job that holds both nodes writes nothing while the disk is full: what it would write is
    /// its own affair.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task On_a_small_disk()
    {
        string disk =
            Environment.GetEnvironmentVariable(Inside)
            ?? throw new InvalidOperationException($"{Inside} is not set: run the other test.");
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync(Gang.Cluster, minimum: 0, maximum: 2);
        await workspace.SubmitAsync("runs", Gang.Waiting("runs", exitCode: 5), Gang.Cluster);
        await Wait.UntilAsync("job runs", "its launch", () => Gang.Runs(workspace, "runs").Length == 1, () => "nothing");

        string ballast = Path.Join(disk, "ballast");
        Fill(ballast);
        List<string> accepted = ["runs"];
        Answer answer;
        do
            answer = await PutAsync(server, workspace, $"more-{accepted.Count}");
        while (answer.Status == 202 && accepted.Count < 300 && Accept(accepted));

        Assert.Contains("full", answer.Refused(503, "ServiceUnavailable").ErrorMessage, StringComparison.Ordinal);
        (await server.Api.GetAsync(workspace.Job("runs"))).Expect(200);

        File.Delete(ballast);
        string refused = $"more-{accepted.Count}";
        await Wait.ForAsync(
            "room again",
            "new work is accepted",
            () => PutAsync(server, workspace, refused),
            again => again.Status is 200 or 202,
            again => again.Text);
        Accept(accepted);
        foreach (string job in accepted)
            await File.WriteAllTextAsync(workspace.OnShare($"go-{job}"), "", TestContext.Current.CancellationToken);

        List<string> wrongs = [.. await Gang.EndAsync(workspace, "runs", exitCode: 5)];
        foreach (string more in accepted.Skip(1))
            wrongs.AddRange(await Gang.EndAsync(workspace, more, exitCode: 0));
        Assert.Equal([], wrongs);
        output.WriteLine(
            $"full disk of {Size}: {accepted.Count} jobs accepted, the last one refused before with '{answer.ErrorMessage}': each "
            + "ended once"
        );
        await workspace.ClusterIsAtAsync(Gang.Cluster, nodes: 0);
    }

    private static bool Accept(List<string> accepted)
    {
        accepted.Add($"more-{accepted.Count}");
        return true;
    }

    private static Task<Answer> PutAsync(LocalHostProcess server, Workspace workspace, string job)
    {
        JsonObject properties = Gang.Waiting(job, exitCode: 0);
        properties["cluster"] = new JsonObject { ["id"] = workspace.Cluster(Gang.Cluster) };
        return server.Api.PutAsync(workspace.Job(job), new JsonObject { ["properties"] = properties });
    }

    /// <summary>To the last byte.</summary>
    private static void Fill(string file)
    {
        using FileStream ballast = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int piece in (int[])[1 << 16, 1])
        {
            try
            {
                while (true)
                    ballast.Write(new byte[piece]);
            }
            catch (IOException)
            {
                // No more of that size.
            }
        }
    }

    private static async Task<(int ExitCode, string Said)> InSmallDiskAsync(string directory, string command)
    {
        ProcessStartInfo start = new("unshare", ["-Urm", "bash", "-c", $"mount -t tmpfs -o size={Size} tmpfs '{directory}' && {command}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said + await error);
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("bai-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
