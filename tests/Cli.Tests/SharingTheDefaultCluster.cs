using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

public sealed class SharingTheDefaultCluster : IDisposable
{
    private const string Cluster = $"{CliRun.Workspace}/clusters/default";
    private const string Small =
        """{"scaleSettings":{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":2,"idleTimeBeforeScaleDown":"PT1H"}}}""";

    private readonly CliRun _cli = new();

    [Fact]
    public async Task A_raise_of_the_maximum_keeps_all_other_scale_settings()
    {
        _cli.Api.Add(Cluster, Small);

        Assert.Equal(0, await RunAsync(6));

        Assert.Equal((1, 6, "PT1H"), Scale());
        Assert.Contains(_cli.Api.Requests, request => request == $"PATCH {Cluster}?api-version=2026-11-01");
    }

    [Fact]
    public async Task A_change_that_comes_in_between_is_read_and_kept()
    {
        _cli.Api.Add(Cluster, Small);
        Meanwhile(
            HttpMethod.Patch,
            """{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":3,"idleTimeBeforeScaleDown":"PT2H"}}}""");

        Assert.Equal(0, await RunAsync(6));

        Assert.Equal((0, 6, "PT2H"), Scale());
        Assert.Equal(2, Count("PATCH"));
    }

    [Fact]
    public async Task A_larger_raise_that_comes_in_between_stays()
    {
        _cli.Api.Add(Cluster, Small);
        Meanwhile(HttpMethod.Patch, """{"scaleSettings":{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":9}}}""");

        Assert.Equal(0, await RunAsync(6));

        Assert.Equal(9, Scale().Most);
        Assert.Equal(1, Count("PATCH"));
    }

    [Theory]
    [InlineData(412, "PreconditionFailed")]
    [InlineData(409, "ClusterAlreadyExists")]
    [InlineData(409, "ConcurrentChange")]
    public async Task A_cluster_that_another_run_makes_at_the_same_time_is_used(int status, string code)
    {
        bool isFirst = true;
        _cli.Api.Intercept = request =>
        {
            if (!isFirst || request.Method != HttpMethod.Put || request.RequestUri!.AbsolutePath != Cluster)
                return null;
            isFirst = false;
            _cli.Api.Add(Cluster, Small);
            return FakeApi.Refuse(status, code, "too late");
        };

        Assert.Equal(0, await RunAsync(6));

        Assert.Equal((1, 6, "PT1H"), Scale());
    }

    [Fact]
    public async Task Folders_that_another_run_makes_at_the_same_time_are_used()
    {
        _cli.Api.Intercept = request =>
        {
            string path = request.RequestUri!.AbsolutePath;
            if (request.Method == HttpMethod.Put && path.EndsWith("/default", StringComparison.Ordinal) && !path.Contains("/clusters/"))
                _cli.Api.Add(path);
            return null;
        };

        Assert.Equal(0, await RunAsync(1));

        Assert.DoesNotContain("made workspace", _cli.Error);
        Assert.DoesNotContain("made experiment", _cli.Error);
        Assert.Contains("made cluster", _cli.Error);
    }

    [Fact]
    public async Task It_gives_up_after_many_lost_races_and_its_waits_are_short_and_drawn_by_chance()
    {
        _cli.Api.Add(Cluster, Small);
        _cli.Api.Intercept = request =>
            request.Method == HttpMethod.Patch ? FakeApi.Refuse(412, "PreconditionFailed", "changed") : null;

        Assert.Equal(1, await RunAsync(6));

        Assert.Equal(12, Count("PATCH"));
        Assert.Equal(11, _cli.Clock.Waits.Distinct().Count());
        Assert.All(_cli.Clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        Assert.Contains("PreconditionFailed", _cli.Error);
        Assert.DoesNotContain(_cli.Api.Requests, request => request.Contains("/jobs/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_nodes_than_processors_are_refused_where_nobody_can_be_asked(bool isThere)
    {
        _cli.Environment = _cli.Environment with { Processors = 8 };
        if (isThere)
            _cli.Api.Add(Cluster, Small);

        Assert.Equal(2, await RunAsync(9));

        Assert.Contains("--yes", _cli.Error);
        Assert.Contains("9 nodes", _cli.Error);
        Assert.Contains("8 processors", _cli.Error);
        Assert.DoesNotContain(
            _cli.Api.Requests,
            request => request.Contains("/jobs/") || request.StartsWith("PATCH", StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync(9, "--yes"));
        Assert.Equal(9, Scale().Most);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public async Task As_many_nodes_as_processors_or_as_every_default_cluster_has_are_given_without_a_question(int nodes)
    {
        _cli.Environment = _cli.Environment with { Processors = nodes == 4 ? 2 : 8 };
        _cli.Api.Add(Cluster, Small);

        Assert.Equal(0, await RunAsync(nodes));
        Assert.Equal(nodes, Scale().Most);
    }

    [Theory]
    [InlineData("y", 0, 9)]
    [InlineData(" YES ", 0, 9)]
    [InlineData("n", 1, 2)]
    [InlineData("", 1, 2)]
    [InlineData(null, 1, 2)]
    public async Task At_a_terminal_it_asks_once(string? typed, int code, int most)
    {
        int asked = 0;
        _cli.Environment = _cli.Environment with
        {
            Processors = 8,
            ReadLine = () =>
            {
                asked++;
                return typed;
            },
        };
        _cli.Api.Add(Cluster, Small);
        Meanwhile(HttpMethod.Patch, Small);

        Assert.Equal(code, await RunAsync(9));

        Assert.Equal((1, most), (asked, Scale().Most));
        Assert.Contains("[y/N]", _cli.Error);
    }

    [Fact]
    public async Task Nodes_that_are_other_machines_are_no_matter_of_this_ones_processors()
    {
        _cli.Environment = _cli.Environment with
        {
            Url = "https://batchai.example.com",
            Processors = 2,
            StorageAccount = "acct",
            StorageKey = "key",
        };

        Assert.Equal(0, await RunAsync(20));
        Assert.Equal(20, Scale().Most);
    }

    public void Dispose() => _cli.Dispose();

    private Task<int> RunAsync(int nodes, params string[] more) =>
        _cli.RunAsync(["run", "-n", $"{nodes}", "--detach", .. more, "--", "true"]);

    private int Count(string method) => _cli.Api.Requests.Count(request => request.StartsWith(method, StringComparison.Ordinal));

    private (int Least, int Most, string? Idle) Scale()
    {
        JsonNode scale = _cli.Api.Put("/clusters/default")["properties"]!["scaleSettings"]!["autoScale"]!;
        return ((int)scale["minimumNodeCount"]!, (int)scale["maximumNodeCount"]!, (string?)scale["idleTimeBeforeScaleDown"]);
    }

    /// <summary>Right before the first such request another client changes the cluster.</summary>
    private void Meanwhile(HttpMethod method, string properties)
    {
        bool isFirst = true;
        _cli.Api.Intercept = request =>
        {
            if (isFirst && request.Method == method)
            {
                isFirst = false;
                _cli.Api.Change(Cluster, properties);
            }

            return null;
        };
    }
}
