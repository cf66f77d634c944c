using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>How long-running operations stand, what operations there are, and quotas.</summary>
internal sealed class OperationEndpoints(
    Operations operations,
    ResourceKinds kinds,
    IEnumerable<IResourceAnswer> answers,
    IFleetUsages usages)
{
    private const string Locations = RouteExtensions.Subscription + "/locations/{location}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<OperationEndpoints>("/providers/Microsoft.BatchAI/operations", ResourceType.Operation,
            (_, call) => call.OkAsync(
                new WireList<OperationDescription>(KnownOperations.All, null), ModelJson.Wire.WireListOperationDescription));
        routes.MapRead<OperationEndpoints>(Locations + "/usages", ResourceType.Usage, (endpoints, call) => endpoints.ListUsagesAsync(call));
        routes.MapRead<OperationEndpoints>(Locations + "/operationresults/{id}", ResourceType.OperationResult,
            (endpoints, call) => endpoints.ResultAsync(call));
        routes.MapRead<OperationEndpoints>(Locations + "/operationstatuses/{id}", ResourceType.OperationStatus,
            (endpoints, call) => endpoints.StatusAsync(call));
    }

    private async Task ListUsagesAsync(ApiCall call)
    {
        IReadOnlyList<FleetUsage> found =
            await usages.ListAsync(call.Location, call.Cancellation)
            ?? throw new ApiException(
                404,
                new CloudErrorBody
                {
                    Code = "LocationNotFound",
                    Message = $"Clusters cannot be made in '{call.Location}'.",
                    Target = "location",
                }
            );
        await call.OkAsync(new WireList<Usage>([.. found.Select(Shape.Of)], null), ModelJson.Wire.WireListUsage);
    }

    /// <summary>What the header Azure-AsyncOperation points to: always 200, the state is in the body.</summary>
    private async Task ResultAsync(ApiCall call)
    {
        OperationView view = await FindAsync(call);
        if (!view.Done)
            call.InProgress();

        OperationResult result = new()
        {
            Id = call.Links.OperationResult(view.Row),
            Name = view.Row.Id,
            Status = !view.Done ? "InProgress" : view.Error is null ? "Succeeded" : "Failed",
            StartTime = view.Row.StartedAt,
            EndTime = view.Done ? view.Row.EndedAt : null,
            Properties = view.Done ? new OperationTarget { ResourceId = view.Row.Resource.ToDollarId() } : null,
            Error = view.Error,
        };
        await call.OkAsync(result, ModelJson.Wire.OperationResult);
    }

    /// <summary>
    /// What the header Location points to: 202 until done, then the resource that was made, or 200 with nothing.
    /// Clients also ask after the end, and fail on anything but 2xx.
    /// </summary>
    private async Task StatusAsync(ApiCall call)
    {
        OperationView view = await FindAsync(call);
        if (!view.Done)
        {
            call.InProgress();
            await call.EmptyAsync(StatusCodes.Status202Accepted);
        }
        else if (view.Error is not null)
        {
            throw new ApiException(409, view.Error);
        }
        else if (view.Row.Kind is not OperationKind.Create || !await TryAnswerResourceAsync(call, view.Row))
        {
            await call.EmptyAsync(StatusCodes.Status200OK);
        }
    }

    /// <summary>False when what was made is gone again.</summary>
    private async Task<bool> TryAnswerResourceAsync(ApiCall call, OperationRow row)
    {
        if (await kinds[row.Resource.Kind].ObserveAsync(row.Resource, call.Cancellation) is not { } made)
            return false;

        await answers.Single(answer => answer.Kind == made.Address.Kind).AnswerAsync(call, made);
        return true;
    }

    private async Task<OperationView> FindAsync(ApiCall call) =>
        Guid.TryParse(call.Route("id"), out Guid id) && await operations.ViewAsync(call.Location, id, call.Cancellation) is { } view
            ? view
            : throw new ApiException(
                404,
                new CloudErrorBody
                {
                    Code = "OperationNotFound",
                    Message =
                        $"There is no operation {call.Route("id")}; operations are kept for {OperationStore.Retention.TotalDays} days.",
                }
            );
}
