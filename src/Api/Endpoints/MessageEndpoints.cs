using BatchAi.Model;
using BatchAi.State;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>
/// Queue messages that became no job, the latest first. They belong to no resource: a message that cannot be read names
/// none.
/// </summary>
internal sealed class MessageEndpoints(MessageLog log)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapRead<MessageEndpoints>(RouteExtensions.Subscription + "/refusedJobMessages", ResourceType.RefusedJobMessage,
            (endpoints, call) => endpoints.ListAsync(call));

    private async Task ListAsync(ApiCall call)
    {
        call.RequireExtras();
        await ListAnswer.WriteAsync(
            call,
            (after, take) => log.ListRefusedAsync(after, take, call.Cancellation),
            rows => Task.FromResult<IReadOnlyList<RefusedJobMessage>>([.. rows.Select(Shape.Of)]),
            ModelJson.Wire.RefusedJobMessage);
    }
}
