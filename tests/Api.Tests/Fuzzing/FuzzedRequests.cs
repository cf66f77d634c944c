using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchAi.Api.Tests;

/// <summary>
/// Whatever is asked, no answer is the server's own failure. <c>BATCHAI_REQUESTS</c> says how many requests, <c>BATCHAI_REQUEST_SEED</c>
/// the first seed; each seed is a world of its own with a thousand requests, one after the other.
/// </summary>
[Collection(CountingTheProcess.Name)]
public sealed class FuzzedRequests
{
    private const int EachWorld = 1000;

    /// <summary>What a runtime that has just run thousands of requests keeps for itself.</summary>
    private const long SpareBytes = 32 * 1024 * 1024;
    private const int SpareThreads = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task No_request_gets_a_failure_of_the_server_and_the_process_is_as_it_was_afterwards()
    {
        int worlds = Math.Max(1, Number("BATCHAI_REQUESTS", 2_000) / EachWorld);
        int first = Number("BATCHAI_REQUEST_SEED", 1);
        IReadOnlyList<RouteEndpoint> routes = await ServedRoutes.AllAsync();
        await FuzzAsync(first, routes);
        (long bytes, int threads) = Held();

        Dictionary<int, int> statuses = [];
        for (int seed = first; seed < first + worlds; seed++)
        {
            foreach (int status in await FuzzAsync(seed, routes))
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        // Far enough in to matter: some were good, some met what others had made.
        Assert.All((int[])[200, 202, 400, 404, 409], status => Assert.True(statuses.GetValueOrDefault(status) > 0, $"none got {status}"));
        long began = Stopwatch.GetTimestamp();
        while (Held() is var held && (held.Bytes > bytes + SpareBytes || held.Threads > threads + SpareThreads))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(began) < s_patience,
                $"before: {bytes} bytes and {threads} threads; after: {held.Bytes} bytes and {held.Threads} threads");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<IReadOnlyList<int>> FuzzAsync(int seed, IReadOnlyList<RouteEndpoint> routes)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync(services => services.AddLogging(logging => logging.ClearProviders()));
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
        Random chance = new(seed);
#pragma warning restore CA5394
        List<int> statuses = [];
        for (int number = 0; number < EachWorld; number++)
        {
            FuzzedRequest request = FuzzedRequest.Make(chance, routes);
            string what = $"seed {seed}, request {number}: {request}";
            try
            {
                HttpContext answered = await world.SendAsync(request.Apply).WaitAsync(s_patience, TestContext.Current.CancellationToken);
                using StreamReader reader = new(answered.Response.Body, Encoding.UTF8);
                string text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
                Check(answered.Response, text, request, what);
                statuses.Add(answered.Response.StatusCode);
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException and not OperationCanceledException)
            {
                Assert.Fail($"{what}\nended with {thrown}");
            }
        }

        return statuses;
    }

    private static void Check(HttpResponse answer, string text, FuzzedRequest request, string what)
    {
        string seen = $"{what}\nanswered {answer.StatusCode}: {text[..Math.Min(text.Length, 1000)]}";
        // File servers are not there yet, which is said with the status that HTTP has for it.
        if (answer.StatusCode == StatusCodes.Status501NotImplemented && text.Contains("\"NotSupported\"", StringComparison.Ordinal))
            return;

        Assert.True(answer.StatusCode is >= 200 and < 500, seen);
        if (request.Method == "HEAD" || (text.Length == 0 && answer.StatusCode < 400))
            return;

        JsonNode? body = null;
        try
        {
            body = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            Assert.Fail($"no JSON: {seen}");
        }

        if (answer.StatusCode >= 400)
        {
            Assert.True(body?["error"]?["code"]?.GetValue<string>() is { Length: > 0 }, $"no code: {seen}");
            Assert.True(body["error"]!["message"]?.GetValue<string>() is { Length: > 0 }, $"no message: {seen}");
        }
    }

    private static (long Bytes, int Threads) Held()
    {
        using Process self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.Threads.Count);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
