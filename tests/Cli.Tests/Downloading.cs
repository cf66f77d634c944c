using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli.Tests;

public class Downloading
{
    private readonly CliRun _cli = new();

    public Downloading() =>
        _cli.Api.Add($"{CliRun.Workspace}/experiments/default/jobs/j1", """{"outputDirectories":[{"id":"MODEL"}]}""");

    [Fact]
    public async Task All_brings_every_directory_below_the_name_of_the_job()
    {
        _cli.Api.Files["stdouterr/stdout.txt"] = "log"u8.ToArray();
        _cli.Api.Files["MODEL/epoch-1/weights.bin"] = [1, 2, 3];

        Assert.Equal(0, await _cli.RunAsync("job", "get", "j1", "--all"));

        Assert.Equal("log", await File.ReadAllTextAsync(Below("j1/stdouterr/stdout.txt")));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Below("j1/MODEL/epoch-1/weights.bin")));
    }

    [Fact]
    public async Task One_file_lands_in_the_directory_given()
    {
        _cli.Api.Files["MODEL/epoch-1/weights.bin"] = [1, 2, 3];

        Assert.Equal(0, await _cli.RunAsync("job", "get", "j1", "epoch-1/weights.bin", "-d", "MODEL", "--to", "here"));

        Assert.Equal($"{Below("here/weights.bin")}\n", _cli.Output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found()
    {
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync("job", "get", "j1", "nothing.txt"));
        Assert.Contains("batchai job files j1", _cli.Error);
    }

    [Fact]
    public async Task All_goes_on_after_what_cannot_be_read_and_says_at_the_end_what_and_why()
    {
        _cli.Api.Files["stdouterr/a.txt"] = "a"u8.ToArray();
        _cli.Api.Files["stdouterr/b.txt"] = "b"u8.ToArray();
        _cli.Api.Files["stdouterr/closed/c.txt"] = "c"u8.ToArray();
        _cli.Api.Files["MODEL/d.txt"] = "d"u8.ToArray();
        _cli.Api.Intercept = request => request.RequestUri!.PathAndQuery switch
        {
            var file when file.EndsWith("/a.txt", StringComparison.Ordinal) => FakeApi.Refuse(403, "FileNotReadable", "not for us"),
            var list when list.Contains("directory=closed", StringComparison.Ordinal) =>
                FakeApi.Refuse(409, "OutputFilesNotAccessible", "closed to us"),
            _ => null,
        };

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("job", "get", "j1", "--all"));

        Assert.Equal($"{Below("j1/stdouterr/b.txt")}\n{Below("j1/MODEL/d.txt")}\n", _cli.Output);
        Assert.EndsWith(
            "error: 2 entries of the job's output could not be read:\n"
            + "  stdouterr/a.txt: FileNotReadable: not for us\n  stdouterr/closed: OutputFilesNotAccessible: closed to us\n",
            _cli.Error);
    }

    [Fact]
    public async Task Links_in_a_circle_are_left_out_and_those_to_one_directory_are_followed_once()
    {
        _cli.Api.Files["MODEL/epoch-9/weights.bin"] = [9];
        _cli.Api.Files["MODEL/best/weights.bin"] = [9];
        _cli.Api.Files["MODEL/latest/weights.bin"] = [9];
        _cli.Api.Intercept = request => request.RequestUri!.Query.Contains("directory=.&", StringComparison.Ordinal)
            ? FakeApi.Json(JsonNode.Parse("""
                {"value":[{"name":"best","fileType":"directory","linkTarget":"run/epoch-9"},{"name":"epoch-9","fileType":"directory"},
                 {"name":"latest","fileType":"directory","linkTarget":"run/epoch-9"},{"name":"me","fileType":"link"}]}
                """)!)
            : null;

        Assert.Equal(0, await _cli.RunAsync("job", "get", "j1", "--all", "-d", "MODEL"));

        Assert.Equal(2, _cli.Directory.GetFiles("weights.bin", SearchOption.AllDirectories).Length);
        Assert.Contains("note: MODEL/latest was left out: a link to a directory that another one leads to\n", _cli.Error);
        Assert.Contains("note: MODEL/me was left out: a link in a circle", _cli.Error);
    }

    [Fact]
    public async Task Logs_and_single_files_are_asked_for_by_name_and_no_directory_is_listed()
    {
        _cli.Api.Files["stdouterr/stdout.txt"] = "first\n"u8.ToArray();

        Assert.Equal(0, await _cli.RunAsync("job", "logs", "j1"));
        Assert.Equal(0, await _cli.RunAsync("job", "logs", "j1", "--file", "stdout.txt"));
        Assert.Equal(0, await _cli.RunAsync("job", "get", "j1", "stdout.txt"));

        Assert.All(
            _cli.Api.Requests.Where(request => request.Contains("listOutputFiles", StringComparison.Ordinal)),
            request => Assert.Contains("&name=stdout.txt", request));
    }

    [Theory]
    [InlineData("..|outside.txt")]
    [InlineData("..")]
    [InlineData("|etc|outside.txt")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        _cli.Api.Files[$"stdouterr/{name}"] = "evil"u8.ToArray();

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("job", "get", "j1", "--all", "-d", "stdouterr", "--to", "in/side"));

        Assert.Empty(_cli.Directory.GetFiles("*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/../../b")]
    [InlineData("/a")]
    [InlineData("a\0b")]
    public void Only_plain_relative_paths_are_safe(string path) => Assert.Throws<CliException>(() => SafePath.Below("/root", path));

    [Fact]
    public async Task Logs_print_once_without_follow_and_follow_to_the_end_with_it()
    {
        _cli.Api.Files["stdouterr/stdout.txt"] = "first\n"u8.ToArray();
        _cli.Api.Files["stdouterr/stdout-job_prep.txt"] = "prep\n"u8.ToArray();
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.AddRange([
            new("running"),
            new("running") { Output = "second\n" },
            new("failed") { ExitCode = 4, Output = "third\n" },
        ]);

        Assert.Equal(0, await _cli.RunAsync("job", "logs", "j1"));
        Assert.Equal("first\n", _cli.Output);
        Assert.Equal(4, await _cli.RunAsync("job", "logs", "-f", "j1"));
        Assert.Equal("first\nfirst\nsecond\nthird\n", _cli.Output);
        Assert.Equal(0, await _cli.RunAsync("job", "logs", "j1", "--file", "stdout-job_prep.txt"));
        Assert.EndsWith("third\nprep\n", _cli.Output);
    }

    [Fact]
    public void Names_of_jobs_are_always_allowed_names()
    {
        foreach (string source in (string[])["a b/ü.job.json", "...", new string('x', 200), "python3", "/usr/bin/env"])
            Assert.True(ResourceName.TryParse(JobName.Make(source, new Random(7)), out _), source);
    }

    [Theory]
    [InlineData("/samples/hello.job.json", "hello-")]
    [InlineData("/samples/mpi-reduce/job.json", "mpi-reduce-")]
    [InlineData("/job.json", "job-")]
    [InlineData("/some/where/python3", "python3-")]
    public void A_job_is_named_by_its_file_and_where_that_is_just_job_json_by_its_directory(string source, string beginning) =>
        Assert.StartsWith(beginning, JobName.Make(source, new Random(7)), StringComparison.Ordinal);

    private string Below(string path) => Path.Combine(_cli.Directory.FullName, path);
}
