using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api;

/// <summary>Where nodes are reached by ssh.</summary>
internal static class RemoteLogins
{
    private const int SshPort = 22;

    /// <summary>Nodes that have no address yet are left out.</summary>
    public static Task WriteAsync(ApiCall call, IReadOnlyList<NodeView> nodes) =>
        ListAnswer.WriteAsync(
            call,
            [
                .. nodes
                    .Where(node => node.Address is not null)
                    .Select(node => new RemoteLoginInformation
                    {
                        NodeId = node.NodeId,
                        IpAddress = node.Address,
                        Port = SshPort,
                    }),
            ],
            node => node.NodeId!,
            ModelJson.Wire.RemoteLoginInformation);
}
