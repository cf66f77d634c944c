using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What a job writes is shown to others, but no link of its own making shows them a file of the server.</summary>
public sealed class LinksInOutput(SharedServer shared)
{
    private const string Output = "$AZ_BATCHAI_STDOUTERR_DIR";

    private readonly LocalHostProcess _server = shared.Process;

    [Fact]
    public async Task Lead_to_files_of_the_same_share_and_nowhere_else_also_when_they_are_laid_later()
    {
        string secret = Path.Combine(_server.Data, "secrets.key");
        Workspace workspace = await Workspace.MakeAsync(_server, "links");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync(
            "job",
            AJob.Of($"echo mine; cd {Output}; echo swapped > swapped; ln -s stdout.txt within; "
                + $"ln -s {secret} out; ln -s {_server.Data} way; ln -s way/secrets.key through"),
            "c");
        JsonNode job = await workspace.EndOfAsync("job");
        string directory = workspace.OnShare($"{(string)job["jobOutputDirectoryPathSegment"]!}/stdouterr");

        IReadOnlyDictionary<string, JsonNode> files = await workspace.FilesAsync("job");
        IEnumerable<string> shown = files.Keys.Where(name => !name.StartsWith("execution", StringComparison.Ordinal));
        Assert.Equal(["stderr.txt", "stdout.txt", "swapped", "within"], shown.Order());
        Assert.Equal((200, "mine\n"), await Api.DownloadAsync((string)files["within"]["downloadUrl"]!));

        string link = (string)files["swapped"]["downloadUrl"]!;
        Assert.Equal((200, "swapped\n"), await Api.DownloadAsync(link));
        File.Delete($"{directory}/swapped");
        File.CreateSymbolicLink($"{directory}/swapped", secret);
        Assert.Equal(404, (await Api.DownloadAsync(link)).Status);

        // The same by one of the directories above it.
        string other = (string)files["stdout.txt"]["downloadUrl"]!;
        Directory.Move(directory, $"{directory}-away");
        File.CreateSymbolicLink(directory, $"{directory}-away");
        Assert.Equal(404, (await Api.DownloadAsync(other)).Status);
    }
}
