using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Workspaces. Making one is at once; only deletion is a long-running operation.</summary>
internal sealed class WorkspaceEndpoints(Workspaces workspaces, OperationStore operations)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<WorkspaceEndpoints>(RouteExtensions.Subscription + "/workspaces", ResourceType.Workspace,
            (endpoints, call) => endpoints.ListAsync(call, resourceGroup: null));
        routes.MapRead<WorkspaceEndpoints>(RouteExtensions.Workspaces, ResourceType.Workspace,
            (endpoints, call) => endpoints.ListAsync(call, call.ResourceGroup));
        routes.MapWrite<WorkspaceEndpoints>("PUT", RouteExtensions.Workspace, ResourceType.Workspace,
            (endpoints, call) => endpoints.PutAsync(call));
        routes.MapWrite<WorkspaceEndpoints>("PATCH", RouteExtensions.Workspace, ResourceType.Workspace,
            (endpoints, call) => endpoints.PatchAsync(call));
        routes.MapRead<WorkspaceEndpoints>(RouteExtensions.Workspace, ResourceType.Workspace,
            (endpoints, call) => endpoints.GetAsync(call));
        routes.MapDelete<WorkspaceEndpoints>(RouteExtensions.Workspace, ResourceType.Workspace,
            (endpoints, call) => endpoints.DeleteAsync(call));
    }

    private Task ListAsync(ApiCall call, string? resourceGroup) => ListAnswer.WriteAsync(
        call,
        (after, take) => workspaces.ListAsync(call.Subscription, resourceGroup, after, take, call.Cancellation),
        rows => Task.FromResult<IReadOnlyList<WireResource<WorkspaceProperties>>>([.. rows.Select(Shape.Of)]),
        ModelJson.Wire.WireResourceWorkspaceProperties);

    private async Task PutAsync(ApiCall call)
    {
        WorkspaceRequest body = WorkspaceBody.Accept(await call.ReadAsync(ModelJson.Default.WorkspaceRequest));
        await AnswerAsync(call, (await workspaces.PutAsync(call.Workspace, body, call.Conditions.ForChange, CancellationToken.None)).Row);
    }

    private async Task PatchAsync(ApiCall call)
    {
        IReadOnlyDictionary<string, string>? tags = WorkspaceBody.AcceptUpdate(await call.ReadAsync(ModelJson.Default.WorkspaceRequest));
        await AnswerAsync(call, await workspaces.UpdateAsync(call.Workspace, tags, call.Conditions.ForChange, CancellationToken.None));
    }

    private async Task GetAsync(ApiCall call) => await AnswerAsync(call, await workspaces.GetAsync(call.Workspace, call.Cancellation));

    private async Task DeleteAsync(ApiCall call)
    {
        if (await workspaces.DeleteAsync(call.Workspace, call.Conditions.ForChange, CancellationToken.None) is not { } row)
            await call.EmptyAsync(StatusCodes.Status204NoContent);
        else
            await call.AcceptedAsync(
                await operations.AddAsync(OperationKind.Delete, row.Location, ResourceAddress.Of(row.Id), row.Uid, CancellationToken.None));
    }

    private static Task AnswerAsync(ApiCall call, WorkspaceRow row) =>
        call.OkAsync(Shape.Of(row), ModelJson.Wire.WireResourceWorkspaceProperties, row, row.ChangedAt);
}
