using System.Text.Json.Nodes;
using Google.Protobuf;
using P = Microsoft.DurableTask.Protobuf;

namespace BatchAi.Testing;

/// <summary>A turn of an orchestration with all its history, as the worker was asked for it.</summary>
/// <param name="Orchestration">Its name.</param>
/// <param name="Shape">What happened, without the data: <c>TaskScheduled Reconcile</c>, <c>TaskCompleted</c>, …</param>
/// <param name="Request">An <c>OrchestratorRequest</c> in the JSON form of protocol buffers.</param>
public sealed record RecordedTurn(string Orchestration, IReadOnlyList<string> Shape, JsonNode Request)
{
    /// <summary>Who replays the other replays this one, too.</summary>
    public bool IsBeginningOf(RecordedTurn other) =>
        Orchestration == other.Orchestration && Shape.Count <= other.Shape.Count && Shape.SequenceEqual(other.Shape.Take(Shape.Count));

    /// <summary>Hands the turn to today's code; null when it replays.</summary>
    public async Task<string?> WhyNotAsync(IHubWork work)
    {
        P.OrchestratorRequest request = JsonParser.Default.Parse<P.OrchestratorRequest>(Request.ToJsonString());
        P.OrchestratorResponse response = P.OrchestratorResponse.Parser.ParseFrom(
            ByteString.FromBase64(await work.OrchestrateAsync(Orchestration, request.ToByteString().ToBase64())));
        return response
            .Actions.Select(action => action.CompleteOrchestration)
            .FirstOrDefault(end => end?.OrchestrationStatus == P.OrchestrationStatus.Failed)
            ?.FailureDetails?.ErrorMessage;
    }

    /// <param name="request">In base64.</param>
    internal static RecordedTurn Of(string orchestration, string request)
    {
        P.OrchestratorRequest turn = P.OrchestratorRequest.Parser.ParseFrom(ByteString.FromBase64(request));
        P.HistoryEvent[] events = [.. turn.PastEvents, .. turn.NewEvents];
        Settle(turn, events);
        return new RecordedTurn(
            orchestration,
            [.. events.Where(happened => happened is { OrchestratorStarted: null, OrchestratorCompleted: null }).Select(ShapeOf)],
            JsonNode.Parse(JsonFormatter.Default.Format(turn))!);
    }

    /// <summary>The same story makes the same record: what chance and the machine's clock put in is taken out.</summary>
    private static void Settle(P.OrchestratorRequest turn, P.HistoryEvent[] events)
    {
        const string Execution = "execution";
        turn.ExecutionId = Execution;
        foreach (P.HistoryEvent happened in events)
        {
            if (happened.ExecutionStarted is { } started)
                started.OrchestrationInstance.ExecutionId = Execution;
            happened.Timestamp = events
                .TakeWhile(other => !ReferenceEquals(other, happened))
                .Append(happened)
                .Last(other => other.OrchestratorStarted is not null)
                .Timestamp;
        }
    }

    private static string ShapeOf(P.HistoryEvent happened) =>
        happened.TaskScheduled is { } called ? $"{happened.EventTypeCase} {called.Name}" : $"{happened.EventTypeCase}";
}
