using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using Google.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
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

    /// <summary>Gives what is new in a turn a time: the orchestration reads it as now, at every replay.</summary>
    public static void Stamp(OrchestrationRuntimeState state, DateTimeOffset now)
    {
        foreach (HistoryEvent happened in state.NewEvents)
            happened.Timestamp = now.UtcDateTime;
    }

    public static OrchestratorExecutionResult Result(string response)
    {
        P.OrchestratorResponse read = P.OrchestratorResponse.Parser.ParseFrom(ByteString.FromBase64(response));
        return new OrchestratorExecutionResult
        {
            Actions = [.. read.Actions.Select(ProtobufUtils.ToOrchestratorAction)],
            CustomStatus = read.CustomStatus,
        };
    }

    /// <summary>
    /// The input of an activity. The runner of the worker writes the list of all parameters of a call, of which there
    /// is one.
    /// </summary>
    public static string? Input(TaskScheduledEvent call)
    {
        if (call.Input is null)
            return null;

        using JsonDocument parameters = JsonDocument.Parse(call.Input);
        return parameters.RootElement.ValueKind == JsonValueKind.Array ? parameters.RootElement[0].GetRawText() : call.Input;
    }
}
