using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace BatchAi.AzureAdapters;

/// <summary>The clients of one storage account.</summary>
public sealed record StorageAccount(TableServiceClient Tables, QueueServiceClient Queues, BlobServiceClient Blobs)
{
    public const string Expected = "a connection string, UseDevelopmentStorage=true, or the account's address such as https://ACCOUNT.table.core.windows.net";

    /// <summary>Longest wait for one answer; storage itself gives up after 30 s.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(35);

    private static readonly string[] s_services = ["table", "queue", "blob"];

    /// <summary>Where its tables are: names the account without a secret.</summary>
    public string Address => Tables.Uri.AbsoluteUri.TrimEnd('/');

    /// <param name="text">As <see cref="Expected"/>; an address is signed in to as whoever <see cref="DefaultAzureCredential"/> finds.</param>
    /// <exception cref="FormatException">It is neither; the message does not quote it.</exception>
    public static StorageAccount Open(string text)
    {
        TableClientOptions tables = new() { Retry = { NetworkTimeout = s_answer } };
        QueueClientOptions queues = new() { Retry = { NetworkTimeout = s_answer }, MessageEncoding = QueueMessageEncoding.None };
        BlobClientOptions blobs = new() { Retry = { NetworkTimeout = s_answer } };
        if (text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            Uri[] at = AddressesOf(text);
            TokenCredential credential = new DefaultAzureCredential();
            return new StorageAccount(new TableServiceClient(at[0], credential, tables), new QueueServiceClient(at[1], credential, queues), new BlobServiceClient(at[2], credential, blobs));
        }

        try
        {
            return new StorageAccount(new TableServiceClient(text, tables), new QueueServiceClient(text, queues), new BlobServiceClient(text, blobs));
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"it is not {Expected}", unreadable);
        }
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
