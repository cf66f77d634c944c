using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai message …</c></summary>
internal static class MessageCommands
{
    public static Command Create(CliServices services)
    {
        var list = new Command("list", "List the messages of the last week that became no job, and why; the latest first");
        list.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                string path = $"/subscriptions/{session.Workspace.Subscription}/providers/Microsoft.BatchAI/refusedJobMessages";
                List<JsonElement> messages = await session
                    .Client.ListAsync(path, cancellation, BatchAiClient.NewApiVersion)
                    .ToListAsync(cancellation);
                session.Printer.List(
                    messages,
                    raw => raw.Deserialize(ModelJson.Default.RefusedJobMessage)!,
                    new("REFUSED", message => Wording.Of(message.RefusedAt)),
                    new("JOB", message => Wording.NameOf(message.Job)),
                    new("MESSAGE", message => message.MessageId),
                    new("REASON", message => $"{message.Reason.Code}: {message.Reason.Message}"));
                return ExitCodes.Ok;
            }
        );
        return new Command("message", "Jobs that came as messages of a queue") { list };
    }
}
