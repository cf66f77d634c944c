using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BatchAi.Linux;

namespace BatchAi.LocalCloud.Tests;

/// <summary>A local cloud in a directory of its own, spoken to over raw HTTP, and torn down with all its processes.</summary>
public sealed class ACloud : IAsyncDisposable
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    public const string Group = $"/subscriptions/{Subscription}/resourceGroups/nodes/providers/Microsoft.Compute/virtualMachineScaleSets";
    private const string Token = "letmein";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly LocalCloudOptions _options;
    private LocalCloudServer _server;

    private ACloud(LocalCloudOptions options)
    {
        _options = options;
        _server = new LocalCloudServer(options);
    }

    public string Directory => _options.Directory;

    public LocalCloudServer Server => _server;

    public HttpClient Http { get; } = new() { DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    public static async Task<ACloud> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? change = null)
    {
        LocalCloudOptions options = new()
        {
            Directory = System.IO.Directory.CreateTempSubdirectory("cloud-").FullName,
            Token = Token,
            ProvisioningDelay = TimeSpan.FromMilliseconds(50),
            DeletionGrace = TimeSpan.FromMilliseconds(100),
            RequestLimitScale = 0,
            Machine = new MachineInventory(4, 8192, []),
        };
        ACloud cloud = new(change?.Invoke(options) ?? options);
        await cloud._server.StartAsync(0, CancellationToken.None);
        return cloud;
    }

    /// <summary>Another local cloud on the same directory and another port, as after a crash of the first.</summary>
    public async Task RestartAsync(Func<Task>? whileDown = null)
    {
        await _server.DisposeAsync();
        if (whileDown is not null)
            await whileDown();
        _server = new LocalCloudServer(_options);
        await _server.StartAsync(0, CancellationToken.None);
    }

    public string InstanceDirectory(string scaleSet, string id) => Path.Combine(Directory, "instances", scaleSet, id);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body = null, string? ifMatch = null)
    {
        using HttpRequestMessage request = new(
            method,
            new Uri(_server.BaseUri, path.Contains('?') ? path : $"{path}?api-version=2024-07-01"));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Http.SendAsync(request);
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<IReadOnlyList<string>> ListIdsAsync(string scaleSet) =>
        [
            .. (await GetAsync($"{Group}/{scaleSet}/virtualMachines"))["value"]!
                .AsArray()
                .Select(item => item!["instanceId"]!.GetValue<string>()),
        ];

    public static async Task<string> CodeOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>();

    /// <summary>Makes a scale set and waits until its instances run.</summary>
    public async Task CreateAsync(string name, int capacity, string script, string size = "Standard_D2s_v3")
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Put, $"{Group}/{name}", Body(capacity, script, size));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        await FinishAsync(response);
    }

    public async Task<HttpResponseMessage> ResizeAsync(string name, int capacity, string? ifMatch = null) =>
        await SendAsync(
            HttpMethod.Patch,
            $"{Group}/{name}",
            new JsonObject { ["sku"] = new JsonObject { ["capacity"] = capacity } },
            ifMatch);

    public async Task<HttpResponseMessage> RemoveAsync(string name, params string[] ids) =>
        await SendAsync(
            HttpMethod.Post,
            $"{Group}/{name}/delete",
            new JsonObject { ["instanceIds"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) });

    /// <summary>Follows Azure-AsyncOperation to the end.</summary>
    public async Task<JsonObject> FinishAsync(HttpResponseMessage begun)
    {
        Uri url = new(Assert.Single(begun.Headers.GetValues("Azure-AsyncOperation")));
        JsonObject operation = [];
        await EventuallyAsync($"operation {url} ends", async () =>
        {
            operation = await GetAsync(url.PathAndQuery);
            return (operation["status"]!.GetValue<string>() != "InProgress", operation.ToJsonString());
        });
        return operation;
    }

    /// <summary>Waits for a condition; the second value is what was seen last, for the message.</summary>
    public static async Task EventuallyAsync(string what, Func<Task<(bool Met, string Seen)>> condition)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            (bool met, string seen) = await condition();
            if (met)
                return;
            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
                Assert.Fail($"waited {s_patience.TotalSeconds:0} s until {what}; last seen: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public static Task EventuallyAsync(string what, Func<bool> condition) =>
        EventuallyAsync(what, () => Task.FromResult((condition(), "not yet")));

    public static JsonObject Body(int capacity, string script, string size) => new()
    {
        ["location"] = "local",
        ["sku"] = new JsonObject { ["name"] = size, ["tier"] = "Standard", ["capacity"] = capacity },
        ["properties"] = new JsonObject
        {
            ["overprovision"] = false,
            ["upgradePolicy"] = new JsonObject { ["mode"] = "Manual" },
            ["virtualMachineProfile"] = new JsonObject
            {
                ["osProfile"] = new JsonObject
                {
                    ["adminUsername"] = "me",
                    ["adminPassword"] = "S3cret!",
                    ["customData"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(script)),
                },
            },
        },
    };

    public async ValueTask DisposeAsync()
    {
        await _server.StopInstancesAsync(CancellationToken.None);
        await _server.DisposeAsync();
        Http.Dispose();
        TreeRemoval.Delete(Directory);
    }
}
