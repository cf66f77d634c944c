using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Security.KeyVault.Secrets;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>A key vault as far as secrets with versions go. As on Azure every write is a version of its own.</summary>
internal sealed class AVault
{
    private const string Challenge =
        "Bearer authorization=\"https://login.microsoftonline.com/99999999-2222-3333-4444-555555555555\", "
        + "resource=\"https://vault.azure.net\"";

    private readonly Answers _answers;

    public AVault() => _answers = new Answers(Answer);

    /// <summary>Values by version, in the order they came.</summary>
    public OrderedDictionary<string, string> Versions { get; } = [];

    /// <summary>Runs before a write is taken.</summary>
    public Action? BeforeWrite { get; set; }

    /// <summary>Reads that were let in.</summary>
    public int Reads { get; private set; }

    public SecretClient Client()
    {
        SecretClientOptions options = new() { Transport = _answers.Transport };
        options.Retry.MaxRetries = 0;
        return new SecretClient(new Uri("https://batchai.vault.azure.net/"), new FixedToken("app"), options);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        if (request.Headers.Authorization?.Parameter != "app")
            return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Headers = { { "WWW-Authenticate", Challenge } } };

        string[] path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Method == HttpMethod.Put)
        {
            BeforeWrite?.Invoke();
            string made = $"{Versions.Count:D32}";
            Versions[made] = JsonNode.Parse(body)!["value"]!.GetValue<string>();
            return Secret(path[1], made);
        }

        Reads++;
        return path is [_, var name, var version] && Versions.ContainsKey(version)
            ? Secret(name, version)
            : Answers.Json(
                """{"error":{"code":"SecretNotFound","message":"A secret was not found in this key vault."}}""",
                HttpStatusCode.NotFound);
    }

    private HttpResponseMessage Secret(string name, string version) =>
        Answers.Json(
            JsonSerializer.Serialize(
                new
                {
                    id = $"https://batchai.vault.azure.net/secrets/{name}/{version}",
                    value = Versions[version],
                    attributes = new { enabled = true },
                }
            ));
}
