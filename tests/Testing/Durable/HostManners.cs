using DurableTask.Core;
using Grpc.Core;
using Grpc.Core.Interceptors;
using P = Microsoft.DurableTask.Protobuf;

namespace BatchAi.Testing;

/// <summary>
/// Refuses a message to an instance that is not there or is over, as the Functions host does. Without it the hub in
/// memory would hand such a message out again and again, for nobody.
/// </summary>
internal sealed class HostManners(IOrchestrationServiceClient hub) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        string? addressee = request switch
        {
            P.RaiseEventRequest ring => ring.InstanceId,
            P.TerminateRequest end => end.InstanceId,
            _ => null,
        };
        if (
            addressee is not null
            && await hub.GetOrchestrationStateAsync(addressee, executionId: null)
                is not { OrchestrationStatus: OrchestrationStatus.Running or OrchestrationStatus.Pending })
            throw new RpcException(new Status(StatusCode.NotFound, $"No instance {addressee} is running"));

        return await continuation(request, context);
    }
}
