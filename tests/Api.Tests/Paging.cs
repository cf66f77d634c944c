using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api.Tests;

public sealed class Paging
{
    [Fact]
    public async Task Every_list_goes_on_at_its_next_link_and_ends()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        for (int number = 1; number <= 5; number++)
        {
            await world.OkAsync("PUT", $"{ApiWorld.Experiment}/jobs/J{number}", ApiWorld.JobBody());
            await world.OkAsync("PUT", $"{ApiWorld.Workspace}/clusters/C{number}", ApiWorld.ClusterBody());
            await world.OkAsync("PUT", $"{ApiWorld.Workspace}/experiments/E{number}");
            await world.OkAsync(
                "PUT",
                $"/subscriptions/sub/resourceGroups/g{number}/providers/Microsoft.BatchAI/workspaces/w{number}",
                """{"location":"eastus"}""");
        }

        Assert.Equal(["J1", "J2", "J3", "J4", "J5"], await AllAsync(world, "GET", ApiWorld.Experiment + "/jobs?maxresults=2"));
        Assert.Equal(["c1", "C2", "C3", "C4", "C5"], await AllAsync(world, "GET", ApiWorld.Workspace + "/clusters?maxresults=2"));
        Assert.Equal(["e1", "E2", "E3", "E4", "E5"], await AllAsync(world, "GET", ApiWorld.Workspace + "/experiments?maxresults=1"));
        Assert.Equal(
            ["w1", "w2", "w3", "w4", "w5", "ws"],
            await AllAsync(world, "GET", "/subscriptions/sub/providers/Microsoft.BatchAI/workspaces?maxresults=5"));
        Assert.Empty(await AllAsync(world, "GET", ApiWorld.Workspace + "/fileServers?maxresults=2"));
    }

    [Fact]
    public async Task A_page_longer_than_what_is_read_at_once_is_whole_and_in_order()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        Jobs jobs = world.Get<Jobs>();
        JobProperties body = Model.JobBody.Accept(
            System.Text.Json.JsonSerializer.Deserialize(ApiWorld.JobBody(), ModelJson.Default.WireRequestJobProperties)!,
            ApiVersion.Classic);
        for (int number = 0; number < 250; number++)
            await jobs.PutAsync(
                new JobId(new ExperimentId(new WorkspaceId("sub", "grp", "ws"), "e1"), $"j{number:D3}"),
                body,
                messageId: null,
                Preconditions.None,
                TestContext.Current.CancellationToken);

        Answer page = await world.OkAsync("GET", ApiWorld.Experiment + "/jobs?maxresults=240");

        Assert.Equal(Enumerable.Range(0, 240).Select(number => $"j{number:D3}"), page.Names);
        Assert.Equal(10, (await world.OkAsync("GET", page.NextLink!)).Names.Count);
        Assert.Null((await world.OkAsync("GET", ApiWorld.Experiment + "/jobs")).NextLink);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Output_files_go_on_by_either_method(string method)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        string segment = (await world.OkAsync("GET", ApiWorld.Job)).Property("jobOutputDirectoryPathSegment")!.GetValue<string>();
        string[] names = ["execution.log", "größe & co.txt", "stderr.txt", "stdout.txt"];
        world.Files.Directories[(new Volume(VolumeKind.FileShare, "acct", "share"), $"deep/logs/{segment}/stdouterr")] =
        [
            .. names
                .Order(StringComparer.Ordinal)
                .Select(name => new FileItem
                {
                    Name = name,
                    FileType = "file",
                    DownloadUrl = "http://x/" + name,
                    Properties = new FileItemProperties { ContentLength = 0 },
                }),
        ];

        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            await AllAsync(
                world,
                method,
                ApiWorld.Job + "/listOutputFiles?outputdirectoryid=stdouterr&directory=.&linkexpiryinminutes=5&maxresults=1"));
        Assert.All(world.Files.Asked, asked => Assert.Equal(TimeSpan.FromMinutes(5), asked.Expiry));
    }

    private static async Task<IReadOnlyList<string>> AllAsync(ApiWorld world, string method, string path)
    {
        List<string> names = [];
        for (string? link = path; link is not null;)
        {
            Answer page = await world.OkAsync(method, link);
            names.AddRange(page.Names);
            link = page.NextLink;
            Assert.True(names.Count < 100, $"{path} never ends: {string.Join(' ', names)}");
            Assert.True(link is null || link.StartsWith("http://api.example:8080/", StringComparison.Ordinal), link);
        }

        return names;
    }
}
