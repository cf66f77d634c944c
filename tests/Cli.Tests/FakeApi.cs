using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.Cli.Tests;

/// <summary>
/// A small Batch AI server behind an HttpMessageHandler: keeps what is PUT, lets a job go through its steps, serves
/// files by ranges. Records every request.
/// </summary>
internal sealed class FakeApi : HttpMessageHandler
{
    public const string Url = "http://localhost:5000";
    private readonly Dictionary<string, JsonObject> _resources = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _versions = new(StringComparer.OrdinalIgnoreCase);
    private int _operations;
    private int _step;

    /// <summary>Steps of every job; the last one stays.</summary>
    public List<JobStep> Steps { get; } = [new("queued"), new("running"), new("succeeded") { ExitCode = 0 }];

    /// <summary>Files by output directory id and name.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>METHOD path?query, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Looked at first; null lets the request pass.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Intercept { get; set; } = _ => null;

    /// <summary>Waited for before each answer.</summary>
    public Func<CancellationToken, Task> Answered { get; set; } = _ => Task.CompletedTask;

    public int PageSize { get; set; } = 1000;

    /// <summary>Nodes every cluster says it has.</summary>
    public Func<int> NodeCount { get; set; } = () => 0;

    /// <summary>What every node says is wrong with it, as JSON.</summary>
    public string? Problem { get; set; }

    /// <summary>What was PUT, by the end of its path.</summary>
    public JsonObject Put(string pathEnd) =>
        _resources.Single(pair => pair.Key.EndsWith(pathEnd, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Another client changes a resource.</summary>
    public void Change(string path, string properties) => Patch(path, $$"""{"properties":{{properties}}}""").Dispose();

    public void Add(string path, string properties = "{}") => Store(path, new JsonObject { ["properties"] = JsonNode.Parse(properties) });

    public static HttpResponseMessage Json(JsonNode body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Refuse(int status, string code, string message, string? target = null) =>
        Json(
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = code,
                    ["message"] = message,
                    ["target"] = target,
                },
            },
            (HttpStatusCode)status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        await Answered(cancellationToken);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string path = request.RequestUri.AbsolutePath;
        HttpResponseMessage answer = Intercept(request) ?? (Holds(request, path)
            ? Answer(request, path, body)
            : Refuse(412, "PreconditionFailed", path));
        if (answer.IsSuccessStatusCode && request.Method == HttpMethod.Get && _versions.TryGetValue(path, out int version))
            answer.Headers.ETag = new EntityTagHeaderValue(Tag(version));
        return answer;
    }

    private bool Holds(HttpRequestMessage request, string path) =>
        (request.Headers.IfNoneMatch.Count == 0 || !_resources.ContainsKey(path))
        && request.Headers.IfMatch.All(tag => tag.Tag == Tag(_versions.GetValueOrDefault(path)));

    private static string Tag(int version) => $"\"v{version}\"";

    private HttpResponseMessage Answer(HttpRequestMessage request, string path, string body) =>
        (request.Method.Method, path) switch
        {
            (_, _) when path.StartsWith("/operations/", StringComparison.Ordinal) => Operation(path),
            ("GET", _) when path.StartsWith("/files/", StringComparison.Ordinal) => Download(request, path["/files/".Length..]),
            ("GET", _) when path.EndsWith("/explain", StringComparison.Ordinal) => Explain(),
            ("GET", _) when path.EndsWith("/nodes", StringComparison.Ordinal) => Nodes(),
            ("GET", _)
                when Regex.IsMatch(
                    path,
                    "/(jobs|clusters|experiments|workspaces)$",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)) => List(request.RequestUri!, path),
            ("GET", _) => Get(path),
            ("PUT", _) => Create(path, body),
            ("PATCH", _) => Patch(path, body),
            ("DELETE", _) => _resources.Remove(path) ? Accepted() : new HttpResponseMessage(HttpStatusCode.NoContent),
            ("POST", _) when path.EndsWith("/listOutputFiles", StringComparison.Ordinal) => ListFiles(request.RequestUri!),
            ("POST", _) when path.EndsWith("/terminate", StringComparison.Ordinal) => Terminate(),
            _ => Refuse(404, "NotFound", path),
        };

    private HttpResponseMessage Get(string path)
    {
        if (!_resources.TryGetValue(path, out JsonObject? resource))
            return Refuse(404, "NotFound", $"The specified {path.Split('/')[^2].TrimEnd('s')} {path.Split('/')[^1]} is not found");

        if (path.Contains("/jobs/", StringComparison.Ordinal))
            return Json(JobNow(resource));

        var answer = (JsonObject)resource.DeepClone();
        if (path.Contains("/clusters/", StringComparison.Ordinal))
        {
            answer["properties"]!["currentNodeCount"] = NodeCount();
            answer["properties"]!["allocationState"] = "steady";
        }

        return Json(answer);
    }

    private JsonObject JobNow(JsonObject resource)
    {
        JobStep step = Steps[Math.Min(_step, Steps.Count - 1)];
        _step++;
        Append("stdouterr/stdout.txt", step.Output);
        Append("stdouterr/stderr.txt", step.Error);
        var job = (JsonObject)resource.DeepClone();
        job["properties"]!["executionState"] = step.State;
        if (step.State != "queued")
        {
            var run = new JsonObject { ["startTime"] = "2026-01-01T00:00:00Z" };
            if (step.State is "succeeded" or "failed")
                run["endTime"] = "2026-01-01T00:00:03Z";
            if (step.ExitCode is { } code)
                run["exitCode"] = code;
            if (step.ErrorCode is { } error)
                run["errors"] = new JsonArray(new JsonObject { ["code"] = error, ["message"] = "something went wrong" });
            job["properties"]!["executionInfo"] = run;
        }

        return job;
    }

    private void Append(string file, string text)
    {
        if (text.Length > 0)
            Files[file] = [.. Files.GetValueOrDefault(file, []), .. Encoding.UTF8.GetBytes(text)];
    }

    private HttpResponseMessage Explain() => Steps[Math.Clamp(_step - 1, 0, Steps.Count - 1)].Reason is { } reason
        ? Json(new JsonObject { ["code"] = reason.Split(' ')[0], ["message"] = reason })
        : Refuse(404, "NotFound", "no reason");

    private HttpResponseMessage Create(string path, string body)
    {
        JsonObject resource = body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        resource.TryAdd("properties", new JsonObject());
        Store(path, resource);
        return path.Contains("/clusters/", StringComparison.Ordinal) || path.Contains("/jobs/", StringComparison.Ordinal)
            ? Accepted()
            : Json(resource.DeepClone());
    }

    private void Store(string path, JsonObject resource)
    {
        resource["id"] = path;
        resource["name"] = path.Split('/')[^1];
        _resources[path] = resource;
        _versions[path] = _versions.GetValueOrDefault(path) + 1;
    }

    private HttpResponseMessage Patch(string path, string body)
    {
        _versions[path]++;
        foreach ((string name, JsonNode? value) in JsonNode.Parse(body)!["properties"]!.AsObject())
            _resources[path]["properties"]![name] = value?.DeepClone();
        return Get(path);
    }

    private HttpResponseMessage Accepted()
    {
        var accepted = new HttpResponseMessage(HttpStatusCode.Accepted);
        accepted.Headers.Add("Azure-AsyncOperation", $"{Url}/operations/{++_operations}");
        accepted.Headers.Add("Location", $"{Url}/operations/{_operations}");
        return accepted;
    }

    /// <summary>In progress when it is asked for the first time.</summary>
    private HttpResponseMessage Operation(string path)
    {
        bool done = Requests.Count(request => request == $"GET {path}") > 1;
        HttpResponseMessage answer = Json(new JsonObject { ["status"] = done ? "Succeeded" : "InProgress" });
        if (!done)
            answer.Headers.Add("Retry-After", "7");
        return answer;
    }

    private HttpResponseMessage List(Uri uri, string path)
    {
        JsonObject[] all =
        [
            .. _resources
                .Where(pair =>
                    pair.Key.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase) && !pair.Key[(path.Length + 1)..].Contains('/'))
                .Select(pair => pair.Value),
        ];
        int skip = Regex.Match(uri.Query, "skip=(?<n>[0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            is { Success: true } match
            ? int.Parse(match.Groups["n"].Value)
            : 0;
        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(PageSize).Select(item => item.DeepClone())]) };
        if (all.Length > skip + PageSize)
            page["nextLink"] = $"{Url}{path}?api-version=2018-05-01&skip={skip + PageSize}";
        return Json(page);
    }

    private HttpResponseMessage ListFiles(Uri uri)
    {
        string id = Query(uri, "outputdirectoryid");
        string directory = Query(uri, "directory");
        string prefix = directory == "." ? $"{id}/" : $"{id}/{directory}/";
        var items = new JsonArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string file, byte[] content) in Files.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string[] rest = file[prefix.Length..].Split('/', 2);
            if (!seen.Add(rest[0]))
                continue;

            items.Add(
                (JsonNode)(
                    rest.Length == 2
                        ? new JsonObject { ["name"] = rest[0], ["fileType"] = "directory" }
                        : new JsonObject
                        {
                            ["name"] = rest[0].Replace('|', '/'),
                            ["fileType"] = "file",
                            ["downloadUrl"] = $"{Url}/files/{file}",
                            ["properties"] = new JsonObject { ["contentLength"] = content.Length },
                        }
                ));
        }

        return Json(new JsonObject { ["value"] = items });
    }

    private HttpResponseMessage Nodes()
    {
        JsonNode[] nodes =
        [
            .. Enumerable
                .Range(0, NodeCount())
                .Select(i => new JsonObject
                {
                    ["nodeId"] = $"node-{i}",
                    ["ipAddress"] = $"127.1.0.{i}",
                    ["state"] = "running",
                    ["problem"] = Problem is null ? null : JsonNode.Parse(Problem),
                }),
        ];
        return Json(new JsonObject { ["value"] = new JsonArray(nodes) });
    }

    private HttpResponseMessage Terminate()
    {
        Steps.Clear();
        Steps.Add(new JobStep("terminating"));
        Steps.Add(new JobStep("failed") { ErrorCode = "JobTerminated" });
        _step = 0;
        return Accepted();
    }

    private HttpResponseMessage Download(HttpRequestMessage request, string file)
    {
        if (request.Headers.Authorization is not null)
            return Refuse(403, "TokenLeaked", "a download link must work without the token");

        byte[] content = Files[Uri.UnescapeDataString(file)];
        long from = request.Headers.Range?.Ranges.Single().From ?? 0;
        return from >= content.Length && from > 0
            ? new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable)
            : new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(content[(int)from..]),
            };
    }

    private static string Query(Uri uri, string name) =>
        Uri.UnescapeDataString(
            uri.Query.TrimStart('?').Split('&').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)).Split('=')[1]);
}
