using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public class InputsOfAJobFile
{
    private const string File = "train/job.json";

    private static readonly string s_here = Path.GetDirectoryName(Checkout.Find("samples")!.FullName)!;

    [Theory]
    [InlineData(".", "")]
    [InlineData("samples", "/samples")]
    [InlineData("./samples/../samples/hello.job.json", "/samples/hello.job.json")]
    public void With_a_relative_path_lie_beside_it(string path, string below)
    {
        JsonObject job = Job(path);

        Assert.Empty(InputsBesideTheFile.Resolve(job, File, s_here, local: true));

        Assert.Equal(s_here + below, PathOf(job));
    }

    [Theory]
    [InlineData("/data/images")]
    [InlineData("$AZ_BATCHAI_JOB_MOUNT_ROOT/images")]
    public void With_any_other_path_stay_as_they_are(string path)
    {
        JsonObject job = Job(path);

        Assert.Empty(InputsBesideTheFile.Resolve(job, File, s_here, local: true));
        Assert.Empty(InputsBesideTheFile.Resolve(job, File, s_here, local: false));

        Assert.Equal(path, PathOf(job));
    }

    [Fact]
    public void Have_to_be_there()
    {
        CliException refused = Assert.Throws<CliException>(() => InputsBesideTheFile.Resolve(Job("nowhere"), File, s_here, local: true));

        Assert.Equal(ExitCodes.NotFound, refused.ExitCode);
        Assert.Equal($"{File}: there is no '{s_here}/nowhere' (input directory SCRIPTS).", refused.Message);
    }

    [Fact]
    public void Are_warned_of_where_the_server_is_another_machine()
    {
        JsonObject job = Job(".");

        string warning = Assert.Single(InputsBesideTheFile.Resolve(job, File, s_here, local: false));

        Assert.Contains("input directory SCRIPTS is '.' beside the job file", warning, StringComparison.Ordinal);
        Assert.Equal(".", PathOf(job));
    }

    [Fact]
    public async Task Are_sent_as_the_server_sees_them()
    {
        using CliRun cli = new();
        string file = cli.File("a.json", Job(".").ToJsonString());

        Assert.Equal(0, await cli.RunAsync("run", file));

        string put = cli.Api.Requests.First(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/jobs/"));
        JsonObject sent = cli.Api.Put(put["PUT ".Length..].Split('?')[0])["properties"]!.AsObject();
        Assert.Equal(cli.Directory.FullName, PathOf(sent));
    }

    private static JsonObject Job(string path) => new()
    {
        ["nodeCount"] = 1,
        ["stdOutErrPathPrefix"] = "$AZ_BATCHAI_JOB_MOUNT_ROOT/out",
        ["inputDirectories"] = new JsonArray(new JsonObject { ["id"] = "SCRIPTS", ["path"] = path }),
        ["customToolkitSettings"] = new JsonObject { ["commandLine"] = "true" },
    };

    private static string? PathOf(JsonObject job) => (string?)job["inputDirectories"]![0]!["path"];
}
