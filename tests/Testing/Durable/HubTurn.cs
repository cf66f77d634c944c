using DurableTask.Core;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Google.Protobuf;
using P = Microsoft.DurableTask.Protobuf;

namespace BatchAi.Testing;

/// <summary>A turn of an orchestration as it crosses to the worker and back.</summary>
internal static class HubTurn
{
    public static string Request(OrchestrationRuntimeState state) => new P.OrchestratorRequest
    {
        InstanceId = state.OrchestrationInstance!.InstanceId,
        ExecutionId = state.OrchestrationInstance.ExecutionId,
        PastEvents = { state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto) },
        NewEvents = { state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto) },
    }.ToByteString().ToBase64();

    public static OrchestratorExecutionResult Result(string response)
    {
        P.OrchestratorResponse read = P.OrchestratorResponse.Parser.ParseFrom(ByteString.FromBase64(response));
        return new OrchestratorExecutionResult { Actions = [.. read.Actions.Select(ProtobufUtils.ToOrchestratorAction)], CustomStatus = read.CustomStatus };
    }
}
