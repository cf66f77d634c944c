namespace BatchAi.Contracts.Tests;

/// <summary>A storage account at a port where nobody listens.</summary>
internal static class Nowhere
{
    public const string ConnectionString =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;BlobEndpoint=http://127.0.0.1:1/nobody;QueueEndpoint=http://127.0.0.1:1/nobody;TableEndpoint=http://127.0.0.1:1/nobody;";
}
