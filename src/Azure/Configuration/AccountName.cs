using System.Net;
using Azure.Storage.Queues;

namespace BatchAi.AzureAdapters;

/// <summary>Which storage account it is, however it was named: on Azure names are given once, so the name alone; on an emulator the queue's address, because there each has an account of the same name.</summary>
internal sealed record AccountName(string Text)
{
    /// <summary>Null when the text is no connection string. It holds no secret.</summary>
    public static AccountName? OfConnection(string text)
    {
        try
        {
            return Of(new QueueServiceClient(text).Uri);
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="service">The address of one of its services: <c>https://ACCOUNT.queue.…</c>, or <c>http://127.0.0.1:10001/ACCOUNT</c>.</param>
    public static AccountName Of(Uri service) => service.IsLoopback || IPAddress.TryParse(service.Host, out _)
        ? new AccountName($"{(service.IsLoopback ? "127.0.0.1" : service.Host)}:{service.Port}{service.AbsolutePath.TrimEnd('/')}".ToLowerInvariant())
        : new AccountName(service.Host.Split('.')[0].ToLowerInvariant());

    public override string ToString() => Text;
}
