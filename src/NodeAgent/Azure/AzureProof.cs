using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Two statements of the platform about this machine, made anew for each registration (docs/agent-protocol.md, the
/// proof on Azure).
/// </summary>
internal sealed class AzureProof(Imds imds, string identityClientId) : INodeProof
{
    public async Task<string> MakeAsync(string bootId, string keyHash, CancellationToken cancellation)
    {
        JsonElement token = await imds.GetAsync(
            $"identity/oauth2/token?api-version=2018-02-01&resource={Uri.EscapeDataString(NodeProof.Resource)}&client_id={Uri.EscapeDataString(identityClientId)}",
            cancellation);
        JsonElement document = await imds.GetAsync(
            $"attested/document?api-version=2020-09-01&nonce={NodeProof.NonceOf(bootId, keyHash)}",
            cancellation);
        return JsonSerializer.Serialize(
            new NodeProof { Token = Text(token, "access_token"), Attested = Text(document, "signature") },
            ModelJson.Default.NodeProof);
    }

    private static string Text(JsonElement answer, string member) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty(member, out JsonElement text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new HttpRequestException($"the metadata service answered without {member}");
}
