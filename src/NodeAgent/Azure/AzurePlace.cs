using System.Text.Json;
using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>Finds out what an Azure machine is, however long its metadata service takes to answer after a boot.</summary>
internal static class AzurePlace
{
    /// <summary>The first answer about scheduled events may take two minutes.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(150);

    /// <summary>The place, or one line that says why the machine can be no node.</summary>
    public static async Task<(NodePlace? Place, string Problem)> FindAsync(
        HttpClient http,
        AzureConfig azure,
        JobUser? user,
        IReadOnlyDictionary<string, string> environment,
        AgentLog log,
        TimeProvider clock,
        Random random,
        CancellationToken cancellation)
    {
        Imds imds = new(http, azure.Metadata);
        JsonElement metadata = await AskAsync(imds, log, new Backoff(clock, random), cancellation);
        if (AzureInstance.TryRead(metadata, azure, user?.Name, environment, out string problem) is not var (node, name))
            return (null, problem);

        AzureVolumeMounter mounter = new(azure, user, new ToolProcess(), new MountTable(), clock);
        NodePlace place = new(node, new AzureProof(imds, azure.IdentityClientId), mounter)
        {
            Evictions = new EvictionWatch(imds, name, log, clock),
        };
        return (place, "");
    }

    private static async Task<JsonElement> AskAsync(Imds imds, AgentLog log, Backoff backoff, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await imds.GetAsync(AzureInstance.Query, cancellation);
            }
            catch (HttpRequestException lost)
            {
                log.Say($"cannot find out which machine this is yet: {lost.Message}");
                await backoff.WaitAsync(cancellation);
            }
        }
    }
}
