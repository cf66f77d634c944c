using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace BatchAi.AzureAdapters;

/// <summary>The clients of one storage account.</summary>
public sealed record StorageAccount(TableServiceClient Tables, QueueServiceClient Queues, BlobServiceClient Blobs)
{
    public const string Expected =
        "a connection string, UseDevelopmentStorage=true, or the account's address such as https://ACCOUNT.table.core.windows.net";

    /// <summary>Longest wait for one answer; storage itself gives up after 30 s.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(35);

    private static readonly string[] s_services = ["table", "queue", "blob"];

    /// <summary>Where its tables are: names the account without a secret.</summary>
    public string Address => Tables.Uri.AbsoluteUri.TrimEnd('/');

    /// <param name="text">
    /// As <see cref="Expected"/>; an address is signed in to as whoever <see cref="DefaultAzureCredential"/> finds.
    /// </param>
    /// <exception cref="FormatException">It is neither; the message does not quote it.</exception>
    public static StorageAccount Open(string text)
    {
        if (text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return Open(AddressesOf(text), new DefaultAzureCredential());

        try
        {
            return new StorageAccount(
                new TableServiceClient(text, ForTables),
                new QueueServiceClient(text, ForQueues),
                new BlobServiceClient(text, ForBlobs));
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"it is not {Expected}", unreadable);
        }
    }

    /// <summary>The account of a configuration that was checked.</summary>
    /// <param name="transport">For tests; null for the clients' own.</param>
    internal static StorageAccount Open(
        StorageOptions options,
        AzureCloud cloud,
        TokenCredential credential,
        HttpPipelineTransport? transport = null) =>
        options.ConnectionString is { Length: > 0 } connection
            ? Open(connection)
            : Open(
                [.. s_services.Select(service => new Uri($"https://{options.AccountName}.{service}.{cloud.StorageSuffix}"))],
                credential,
                transport);

    private static TableClientOptions ForTables => new() { Retry = { NetworkTimeout = s_answer } };

    private static QueueClientOptions ForQueues =>
        new() { Retry = { NetworkTimeout = s_answer }, MessageEncoding = QueueMessageEncoding.None };

    private static BlobClientOptions ForBlobs => new() { Retry = { NetworkTimeout = s_answer } };

    private static StorageAccount Open(Uri[] at, TokenCredential credential, HttpPipelineTransport? transport = null) =>
        new(
            new TableServiceClient(at[0], credential, Only(at[0], ForTables, transport)),
            new QueueServiceClient(at[1], credential, Only(at[1], ForQueues, transport)),
            new BlobServiceClient(at[2], credential, Only(at[2], ForBlobs, transport)));

    private static T Only<T>(Uri service, T options, HttpPipelineTransport? transport)
        where T : ClientOptions
    {
        options.AddPolicy(new OneHost(service), HttpPipelinePosition.PerCall);
        if (transport is not null)
            options.Transport = transport;
        return options;
    }

    /// <summary>The three services of an account, of which any one names it.</summary>
    private static Uri[] AddressesOf(string text)
    {
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address);
        string[] labels = address?.Host.Split('.', 3) ?? [];
        return address is { Scheme: "https", AbsolutePath: "/", Query: "" } && labels.Length == 3 && s_services.Contains(labels[1])
            ? [.. s_services.Select(service => new Uri($"https://{labels[0]}.{service}.{labels[2]}"))]
            : throw new FormatException($"it is not {Expected}");
    }
}
