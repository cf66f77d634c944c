namespace BatchAi.AzureAdapters.Tests;

/// <summary>Custom data of nodes with all that does not matter to a test filled in.</summary>
internal static class ANode
{
    public const string ClusterUid = "0123456789abcdef0123456789abcdef";

    /// <summary>Every character that some shell, YAML or JSON gives a meaning.</summary>
    public const string Hostile = "a b'c\"d$(touch /owned)`touch /owned`\\ é 漢\n- [touch, /owned]\n#{}:&*!|>%@ ;touch /owned";

    public static NodeCloudInitOptions Options { get; } = new()
    {
        PublicBaseUrl = new Uri("https://func-batchai-dev.azurewebsites.example"),
        AgentUri = new Uri("https://stbatchaidev.blob.core.windows.example/agent/batchai-agent"),
        AgentSha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        IdentityClientId = "11111111-2222-3333-4444-555555555555",
        StorageAccountName = "stbatchaidev",
    };

    public static CustomData With(Func<NodeCloudInitOptions, NodeCloudInitOptions> change) =>
        CustomData.Parse(new NodeCloudInit(change(Options)).CustomDataFor(ClusterUid));
}
