using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Experiments. Making one takes no body and is at once; only deletion is a long-running operation.</summary>
internal sealed class ExperimentEndpoints(Experiments experiments, Workspaces workspaces, OperationStore operations)
{
    private const string All = RouteExtensions.Workspace + "/experiments";

    public const string One = All + "/{experiment}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<ExperimentEndpoints>(All, ResourceType.Experiment, (endpoints, call) => endpoints.ListAsync(call));
        routes.MapWrite<ExperimentEndpoints>("PUT", One, ResourceType.Experiment, (endpoints, call) => endpoints.PutAsync(call));
        routes.MapRead<ExperimentEndpoints>(One, ResourceType.Experiment, (endpoints, call) => endpoints.GetAsync(call));
        routes.MapDelete<ExperimentEndpoints>(One, ResourceType.Experiment, (endpoints, call) => endpoints.DeleteAsync(call));
    }

    private async Task ListAsync(ApiCall call)
    {
        await workspaces.GetAsync(call.Workspace, call.Cancellation);
        await ListAnswer.WriteAsync(
            call,
            (after, take) => experiments.ListAsync(call.Workspace, after, take, call.Cancellation),
            rows => Task.FromResult<IReadOnlyList<WireResource<WorkspaceProperties>>>([.. rows.Select(Shape.Of)]),
            ModelJson.Wire.WireResourceWorkspaceProperties);
    }

    private async Task PutAsync(ApiCall call) =>
        await AnswerAsync(call, (await experiments.PutAsync(call.Experiment, call.Conditions.ForChange, CancellationToken.None)).Row);

    private async Task GetAsync(ApiCall call) => await AnswerAsync(call, await experiments.GetAsync(call.Experiment, call.Cancellation));

    private async Task DeleteAsync(ApiCall call)
    {
        if (await experiments.DeleteAsync(call.Experiment, call.Conditions.ForChange, CancellationToken.None) is not { } row)
            await call.EmptyAsync(StatusCodes.Status204NoContent);
        else
            await call.AcceptedAsync(
                await operations.AddAsync(OperationKind.Delete, row.Location, ResourceAddress.Of(row.Id), row.Uid, CancellationToken.None));
    }

    private static Task AnswerAsync(ApiCall call, ExperimentRow row) =>
        call.OkAsync(Shape.Of(row), ModelJson.Wire.WireResourceWorkspaceProperties, row, row.ChangedAt);
}
