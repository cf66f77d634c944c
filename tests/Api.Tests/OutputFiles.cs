using System.Net;
using BatchAi.Services;

namespace BatchAi.Api.Tests;

public sealed class OutputFiles
{
    [Fact]
    public async Task An_output_directory_is_looked_for_where_the_job_writes_it()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, Body("$AZ_BATCHAI_JOB_MOUNT_ROOT/data/sets/", "best/one"));
        string segment = (await world.OkAsync("GET", ApiWorld.Job)).Property("jobOutputDirectoryPathSegment")!.GetValue<string>();

        Answer answer = await world.OkAsync("POST", ApiWorld.Job + "/listOutputFiles?outputdirectoryid=MODEL&directory=a/./b");

        Assert.Equal("""{"value":[]}""", answer.Text);
        Assert.Equal(
            (
                new Volume(VolumeKind.BlobContainer, "acct", "models"),
                "key",
                $"sets/{segment}/outputs/best/one/a/b",
                TimeSpan.FromMinutes(60)),
            world.Files.Asked.Single());
    }

    [Fact]
    public async Task Names_and_links_are_told_at_the_new_version_only()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, Body("$AZ_BATCHAI_JOB_MOUNT_ROOT/data", "x"));
        const string Query = "outputdirectoryid=MODEL&directory=d%25FF&name=a&name=caf%25E9&$skipToken=b%25FE";

        await world.OkAsync("POST", $"{ApiWorld.Job}/listOutputFiles?{Query}&maxresults=7");
        await world.OkAsync("POST", $"{ApiWorld.Job}/listOutputFiles?{Query}&api-version=2026-11-01");

        OutputQuery old = world.Files.Queries[0];
        Assert.Equal((null, "b%FE", 7, false), (old.Names, old.After, old.Take, old.TellsLinks));
        OutputQuery extended = world.Files.Queries[1];
        Assert.Equal(["a", "caf%E9"], extended.Names);
        Assert.Equal(("d%FF", 1000, true), (extended.Below, extended.Take, extended.TellsLinks));
    }

    [Fact]
    public async Task More_than_twenty_names_are_refused()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, Body("$AZ_BATCHAI_JOB_MOUNT_ROOT/data", "x"));
        string names = string.Concat(Enumerable.Range(0, 21).Select(number => $"&name={number}"));

        Answer refused = await world.SendAsync(
            "POST", $"{ApiWorld.Job}/listOutputFiles?outputdirectoryid=MODEL&api-version=2026-11-01{names}");

        Assert.Equal((HttpStatusCode.BadRequest, "name"), (refused.Status, refused.Target));
    }

    [Theory]
    [InlineData("outputdirectoryid=MODEL&directory=../..", "directory")]
    [InlineData("outputdirectoryid=MODEL&directory=/etc", "directory")]
    [InlineData("outputdirectoryid=NONE", "outputdirectoryid")]
    [InlineData("directory=.", "outputdirectoryid")]
    [InlineData("outputdirectoryid=MODEL&linkexpiryinminutes=4", "linkexpiryinminutes")]
    [InlineData("outputdirectoryid=MODEL&linkexpiryinminutes=601", "linkexpiryinminutes")]
    [InlineData("outputdirectoryid=MODEL&maxresults=1001", "maxresults")]
    [InlineData("outputdirectoryid=stdouterr", "outputdirectoryid")]
    public async Task A_wrong_question_is_refused_by_the_parameter(string query, string target)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, Body("$AZ_BATCHAI_JOB_MOUNT_ROOT/data", "x"));

        Answer refused = await world.SendAsync("POST", $"{ApiWorld.Job}/listOutputFiles?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, target), (refused.Status, refused.Target));
    }

    [Fact]
    public async Task A_directory_on_no_mount_is_refused()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, Body("$AZ_BATCHAI_MOUNT_ROOT/elsewhere", "x"));

        Answer refused = await world.SendAsync("POST", ApiWorld.Job + "/listOutputFiles?outputdirectoryid=MODEL");

        Assert.Equal("OutputDirectoryNotOnMountRoot", refused.Code);
        Assert.Contains("not present on a mount root", refused.Message, StringComparison.Ordinal);
    }

    private static string Body(string prefix, string suffix) =>
        $$"""
            {"properties":{"cluster":{"id":"{{ApiWorld.Cluster}}"},"nodeCount":1,"stdOutErrPathPrefix":"/tmp","customToolkitSettings":{"commandLine":"true"},
             "outputDirectories":[{"id":"MODEL","pathPrefix":"{{prefix}}","pathSuffix":"{{suffix}}"}],
             "mountVolumes":{"azureBlobFileSystems":[{"accountName":"acct","containerName":"models","relativeMountPath":"data","credentials":{"accountKey":"key"} }]} } }
            """;
}
