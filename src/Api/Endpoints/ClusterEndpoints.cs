using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Clusters and their nodes. Only the scale settings can be changed; making and deleting are long-running operations.</summary>
internal sealed class ClusterEndpoints(Clusters clusters, LiveClusters live, Workspaces workspaces, OperationStore operations)
    : IResourceAnswer
{
    public ResourceKind Kind => ResourceKind.Cluster;

    private const string All = RouteExtensions.Workspace + "/clusters";
    private const string One = All + "/{cluster}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<ClusterEndpoints>(All, ResourceType.Cluster, (endpoints, call) => endpoints.ListAsync(call));
        routes.MapWrite<ClusterEndpoints>("PUT", One, ResourceType.Cluster, (endpoints, call) => endpoints.PutAsync(call));
        routes.MapWrite<ClusterEndpoints>("PATCH", One, ResourceType.Cluster, (endpoints, call) => endpoints.PatchAsync(call));
        routes.MapRead<ClusterEndpoints>(One, ResourceType.Cluster, (endpoints, call) => endpoints.GetAsync(call));
        routes.MapDelete<ClusterEndpoints>(One, ResourceType.Cluster, (endpoints, call) => endpoints.DeleteAsync(call));
        routes.MapGetAndPost<ClusterEndpoints>(One + "/listRemoteLoginInformation", ResourceType.Cluster, AccessAction.ListRemoteLogins,
            (endpoints, call) => endpoints.ListLoginsAsync(call));
        routes.MapRead<ClusterEndpoints>(One + "/nodes", ResourceType.Cluster, (endpoints, call) => endpoints.ListNodesAsync(call));
    }

    public async Task AnswerAsync(ApiCall call, ResourceRow row) =>
        await call.OkAsync(await ShapeAsync(call, (ClusterRow)row), ModelJson.Wire.WireResourceClusterProperties);

    private async Task ListAsync(ApiCall call)
    {
        await workspaces.GetAsync(call.Workspace, call.Cancellation);
        await ListAnswer.WriteAsync(
            call,
            (after, take) => clusters.ListAsync(call.Workspace, after, take, call.Cancellation),
            async rows => await Views.OfAllAsync(rows, row => ShapeAsync(call, row)),
            ModelJson.Wire.WireResourceClusterProperties);
    }

    private async Task PutAsync(ApiCall call)
    {
        ClusterProperties asked = ClusterBody.Accept(await call.ReadAsync(ModelJson.Default.WireRequestClusterProperties), call.Version);
        PutResult<ClusterRow> put = await clusters.PutAsync(call.Cluster, asked, call.Conditions.ForChange, CancellationToken.None);
        if (put.Created)
            await call.AcceptedAsync(
                await operations.AddAsync(
                    OperationKind.Create,
                    put.Row.Location,
                    ResourceAddress.Of(put.Row.Id),
                    put.Row.Uid,
                    CancellationToken.None));
        else
            await AnswerAsync(call, put.Row);
    }

    private async Task PatchAsync(ApiCall call)
    {
        Func<ScaleSettings, ScaleSettings> change =
            ClusterBody.AcceptUpdate(await call.ReadAsync(ModelJson.Default.WireRequestClusterProperties), call.Version);
        await AnswerAsync(call, await clusters.ResizeAsync(call.Cluster, change, call.Conditions.ForChange, CancellationToken.None));
    }

    private async Task GetAsync(ApiCall call) => await AnswerAsync(call, await clusters.GetAsync(call.Cluster, call.Cancellation));

    private async Task DeleteAsync(ApiCall call)
    {
        if (await clusters.DeleteAsync(call.Cluster, call.Conditions.ForChange, CancellationToken.None) is not { } row)
            await call.EmptyAsync(StatusCodes.Status204NoContent);
        else
            await call.AcceptedAsync(
                await operations.AddAsync(OperationKind.Delete, row.Location, ResourceAddress.Of(row.Id), row.Uid, CancellationToken.None));
    }

    private async Task ListLoginsAsync(ApiCall call) => await RemoteLogins.WriteAsync(call, await NodesAsync(call));

    private async Task ListNodesAsync(ApiCall call)
    {
        call.RequireExtras();
        await ListAnswer.WriteAsync(
            call,
            [.. (await NodesAsync(call)).Select(Shape.Of)],
            node => node.NodeId,
            ModelJson.Wire.NodeInformation);
    }

    private async Task<IReadOnlyList<NodeView>> NodesAsync(ApiCall call)
    {
        ClusterRow row = await clusters.GetAsync(call.Cluster, call.Cancellation);
        return (await live.ViewAsync(row.Uid, call.Cancellation))?.Nodes ?? [];
    }

    private async Task<WireResource<ClusterProperties>> ShapeAsync(ApiCall call, ClusterRow row) =>
        Shape.Of(row, await live.ViewAsync(row.Uid, call.Cancellation), call.Version);

    private async Task AnswerAsync(ApiCall call, ClusterRow row)
    {
        ClusterView? view = await live.ViewAsync(row.Uid, call.Cancellation);
        DateTimeOffset allocation = view?.AllocationChangedAt ?? row.ChangedAt;
        await call.OkAsync(
            Shape.Of(row, view, call.Version),
            ModelJson.Wire.WireResourceClusterProperties,
            row.ScaledBy(view?.Scale),
            allocation > row.ChangedAt ? allocation : row.ChangedAt);
    }
}
