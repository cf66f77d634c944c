using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// The Batch AI REST API as a client sees it: paths are Azure Resource Manager ids, lists follow their pages, and what
/// takes time is waited for. Raw answers are the server's JSON; the typed ones are views of it.
/// </summary>
public sealed class BatchAiClient
{
    /// <summary>The api-version of the old service; used unless a method says otherwise.</summary>
    public const string ApiVersion = "2018-05-01";

    /// <summary>The api-version of what the old service could not do.</summary>
    public const string NewApiVersion = "2026-11-01";

    private readonly ApiConnection _connection;

    /// <param name="http">Only its handler and time-out are used; the caller keeps and disposes it.</param>
    /// <param name="baseUrl">Address of the server; may carry a path prefix.</param>
    /// <param name="token">Bearer token, or null; sent to this server only.</param>
    /// <param name="clock">For the waits between polls.</param>
    public BatchAiClient(HttpClient http, Uri baseUrl, string? token, TimeProvider clock) =>
        _connection = new ApiConnection(http, baseUrl, token, clock);

    /// <summary>Address of the server.</summary>
    public Uri BaseUrl => _connection.BaseUrl;

    /// <summary>The resource as the server sent it.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation, string apiVersion = ApiVersion) =>
        _connection.SendForJsonAsync(HttpMethod.Get, _connection.Address(path, apiVersion), body: null, cancellation);

    /// <summary>The resource, or null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken cancellation, string apiVersion = ApiVersion)
    {
        try
        {
            return await GetAsync(path, cancellation, apiVersion);
        }
        catch (RequestRefusedException refused) when (refused.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The resource and its version, or null when there is none.</summary>
    public async Task<Versioned?> FindVersionedAsync(string path, CancellationToken cancellation, string apiVersion = ApiVersion)
    {
        try
        {
            using HttpResponseMessage response = await _connection.SendAsync(
                HttpMethod.Get,
                _connection.Address(path, apiVersion),
                body: null,
                cancellation);
            return new Versioned(await ApiConnection.ReadJsonAsync(response, cancellation), response.Headers.ETag?.ToString());
        }
        catch (RequestRefusedException refused) when (refused.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Every item of every page.</summary>
    public IAsyncEnumerable<JsonElement> ListAsync(string path, CancellationToken cancellation, string apiVersion = ApiVersion) =>
        PagesAsync(HttpMethod.Get, _connection.Address(path, apiVersion), cancellation);

    /// <summary>Every item of every page of a list that is asked for by POST.</summary>
    public IAsyncEnumerable<JsonElement> PostListAsync(
        string path, string query, CancellationToken cancellation, string apiVersion = ApiVersion) =>
        PagesAsync(HttpMethod.Post, _connection.Address(path, apiVersion, query), cancellation);

    /// <summary>Creates, waits until it is done, and answers with the resource.</summary>
    /// <param name="path">Of the resource.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="apiVersion">The version to speak.</param>
    /// <param name="isNew">Refused with 412 when there is one already, even the same.</param>
    public async Task<JsonElement> PutAsync(
        string path,
        JsonNode? body,
        CancellationToken cancellation,
        string apiVersion = ApiVersion,
        bool isNew = false)
    {
        using HttpResponseMessage response = await _connection.SendAsync(
            HttpMethod.Put,
            _connection.Address(path, apiVersion),
            body?.ToJsonString(),
            cancellation,
            isNew ? ("If-None-Match", "*") : null);
        bool pending = response.StatusCode == HttpStatusCode.Accepted || response.Headers.Contains("Azure-AsyncOperation");
        if (!pending)
            return await ApiConnection.ReadJsonAsync(response, cancellation);

        await LongRunningOperation.WaitAsync(_connection, response, cancellation);
        return await GetAsync(path, cancellation, apiVersion);
    }

    /// <summary>Changes a resource; answers with the changed one.</summary>
    /// <param name="path">Of the resource.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="apiVersion">The version to speak.</param>
    /// <param name="tag">Refused with 412 when the resource has another version by now; null changes any.</param>
    public async Task<JsonElement> PatchAsync(
        string path,
        JsonNode body,
        CancellationToken cancellation,
        string apiVersion = ApiVersion,
        string? tag = null)
    {
        using HttpResponseMessage response = await _connection.SendAsync(
            HttpMethod.Patch,
            _connection.Address(path, apiVersion),
            body.ToJsonString(),
            cancellation,
            tag is null ? null : ("If-Match", tag));
        return await ApiConnection.ReadJsonAsync(response, cancellation);
    }

    /// <summary>Deletes; false when there was nothing. Returns once it is gone, or at once without <paramref name="wait"/>.</summary>
    public Task<bool> DeleteAsync(string path, bool wait, CancellationToken cancellation) =>
        ActAsync(HttpMethod.Delete, path, wait, cancellation);

    /// <summary>
    /// Stops a job that has not ended; a no-op on one that has. Returns once it has ended, or at once without
    /// <paramref name="wait"/>.
    /// </summary>
    public Task TerminateAsync(JobId job, bool wait, CancellationToken cancellation) =>
        ActAsync(HttpMethod.Post, $"{job.ArmId}/terminate", wait, cancellation);

    /// <summary>The job.</summary>
    public async Task<WireResource<JobProperties>> GetJobAsync(JobId job, CancellationToken cancellation) =>
        Job(await GetAsync(job.ArmId, cancellation));

    /// <summary>The cluster.</summary>
    public async Task<WireResource<ClusterProperties>> GetClusterAsync(ClusterId cluster, CancellationToken cancellation) =>
        Cluster(await GetAsync(cluster.ArmId, cancellation));

    /// <summary>Why a queued job waits, for example <c>WaitingForNodes 2/4</c>; null when the server does not say.</summary>
    public async Task<string?> ExplainAsync(JobId job, CancellationToken cancellation) =>
        await FindAsync($"{job.ArmId}/explain", cancellation, NewApiVersion) is { ValueKind: JsonValueKind.Object } answer
        && answer.TryGetProperty("message", out JsonElement message)
            ? message.GetString()
            : null;

    /// <summary>The nodes of a cluster and what they do.</summary>
    public IAsyncEnumerable<NodeInformation> ListNodesAsync(ClusterId cluster, CancellationToken cancellation) =>
        ListRawNodesAsync(cluster, cancellation).Select(Node);

    /// <summary>The same as the server sent it.</summary>
    public IAsyncEnumerable<JsonElement> ListRawNodesAsync(ClusterId cluster, CancellationToken cancellation) =>
        ListAsync($"{cluster.ArmId}/nodes", cancellation, NewApiVersion);

    /// <summary>What a cluster's nodes were used for, as the server sent it; without days: this month.</summary>
    public Task<JsonElement> GetLedgerAsync(ClusterId cluster, DateOnly? from, DateOnly? to, CancellationToken cancellation) =>
        _connection.SendForJsonAsync(
            HttpMethod.Get,
            _connection.Address($"{cluster.ArmId}/ledger", NewApiVersion, Query("from", from) + Query("to", to)),
            body: null,
            cancellation);

    /// <summary>What was decided about a cluster, the latest first, as the server sent it.</summary>
    public IAsyncEnumerable<JsonElement> ListRawJournalAsync(ClusterId cluster, CancellationToken cancellation) =>
        ListAsync($"{cluster.ArmId}/journal", cancellation, NewApiVersion);

    /// <summary>What lies in one directory of a job's output; <c>stdouterr</c> is the id of its logs, <c>.</c> the top directory.</summary>
    /// <param name="names">Only what has one of these names, twenty at most; null for everything.</param>
    public async Task<IReadOnlyList<FileItem>> ListOutputFilesAsync(
        JobId job,
        string outputDirectoryId,
        string directory,
        CancellationToken cancellation,
        IReadOnlyList<string>? names = null)
    {
        var files = new List<FileItem>();
        await foreach (JsonElement item in ListRawOutputFilesAsync(job, outputDirectoryId, directory, cancellation, names))
            files.Add(File(item));
        return files;
    }

    /// <summary>The same as the server sent it.</summary>
    public IAsyncEnumerable<JsonElement> ListRawOutputFilesAsync(
        JobId job,
        string outputDirectoryId,
        string directory,
        CancellationToken cancellation,
        IReadOnlyList<string>? names = null) =>
        PostListAsync(
            $"{job.ArmId}/listOutputFiles",
            $"&outputdirectoryid={Uri.EscapeDataString(outputDirectoryId)}&directory={Uri.EscapeDataString(directory)}"
                + "&linkexpiryinminutes=60&maxresults=1000"
                + string.Concat((names ?? []).Select(name => $"&name={Uri.EscapeDataString(name)}")),
            cancellation,
            NewApiVersion);

    /// <summary>A file's content from a byte on; an empty stream when there is nothing there yet.</summary>
    public Task<Stream> OpenFileAsync(FileItem file, long from, CancellationToken cancellation) =>
        _connection.OpenRangeAsync(new Uri(_connection.BaseUrl, file.DownloadUrl), from, cancellation);

    /// <summary>The typed view of a raw job.</summary>
    public static WireResource<JobProperties> Job(JsonElement raw) => raw.Deserialize(ModelJson.Default.WireResourceJobProperties)!;

    /// <summary>The typed view of a raw node.</summary>
    public static NodeInformation Node(JsonElement raw) => raw.Deserialize(ModelJson.Default.NodeInformation)!;

    /// <summary>The typed view of a raw file.</summary>
    public static FileItem File(JsonElement raw) => raw.Deserialize(ModelJson.Default.FileItem)!;

    /// <summary>The typed view of a raw cluster.</summary>
    public static WireResource<ClusterProperties> Cluster(JsonElement raw) =>
        raw.Deserialize(ModelJson.Default.WireResourceClusterProperties)!;

    /// <summary>The typed view of a raw ledger.</summary>
    public static ClusterLedger Ledger(JsonElement raw) => raw.Deserialize(ModelJson.Default.ClusterLedger)!;

    /// <summary>The typed view of a raw decision.</summary>
    public static JournalEntry JournalEntry(JsonElement raw) => raw.Deserialize(ModelJson.Default.JournalEntry)!;

    private static string Query(string name, DateOnly? day) =>
        day is { } given ? string.Create(CultureInfo.InvariantCulture, $"&{name}={given:yyyy-MM-dd}") : "";

    private async Task<bool> ActAsync(HttpMethod method, string path, bool wait, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _connection.SendAsync(
            method,
            _connection.Address(path, ApiVersion),
            body: null,
            cancellation);
        if (wait)
            await LongRunningOperation.WaitAsync(_connection, response, cancellation);
        return response.StatusCode != HttpStatusCode.NoContent;
    }

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        HttpMethod method,
        Uri first,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (Uri? next = first; next is not null;)
        {
            JsonElement page = await _connection.SendForJsonAsync(method, next, body: null, cancellation);
            foreach (JsonElement item in page.GetProperty("value").EnumerateArray())
                yield return item;

            next = page.TryGetProperty("nextLink", out JsonElement link) && link.ValueKind == JsonValueKind.String
                ? new Uri(_connection.BaseUrl, link.GetString())
                : null;
        }
    }
}
