using System.Text.Json;

namespace BatchAi.NodeAgent;

/// <summary>
/// Asks the metadata service every second whether the platform is about to take this machine away. Azure gives a spot
/// machine up to 30 seconds, often less; the first call switches the service on and may take two minutes.
/// </summary>
internal sealed class EvictionWatch(Imds imds, string machineName, AgentLog log, TimeProvider clock)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_afterTrouble = TimeSpan.FromSeconds(10);

    /// <summary>Ends by cancellation only.</summary>
    /// <param name="reports">Rung when the notice is given or taken back.</param>
    public async Task RunAsync(EvictionNotice notice, Doorbell reports, CancellationToken cancellation)
    {
        string trouble = "";
        while (true)
        {
            try
            {
                JsonElement answer = await imds.GetAsync("scheduledevents?api-version=2020-07-01", cancellation);
                Tell(IsTakenAway(answer, machineName), notice, reports);
                trouble = "";
            }
            catch (HttpRequestException lost)
            {
                if (trouble != lost.Message)
                    log.Say($"cannot ask for scheduled events: {lost.Message}");
                trouble = lost.Message;
            }
            await Task.Delay(trouble.Length == 0 ? s_every : s_afterTrouble, clock, cancellation);
        }
    }

    /// <summary>Reboots, freezes and redeployments leave the instance in its scale set: they show as a new boot, or not at all.</summary>
    public static bool IsTakenAway(JsonElement answer, string machineName) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("Events", out JsonElement events)
        && events.ValueKind == JsonValueKind.Array
        && events
            .EnumerateArray()
            .Any(scheduled =>
                scheduled.TryGetProperty("EventType", out JsonElement type)
                && type.GetString() is "Preempt" or "Terminate"
                && scheduled.TryGetProperty("Resources", out JsonElement machines)
                && machines
                    .EnumerateArray()
                    .Any(machine => string.Equals(machine.GetString(), machineName, StringComparison.OrdinalIgnoreCase)));

    private void Tell(bool isTakenAway, EvictionNotice notice, Doorbell reports)
    {
        if (notice.IsGiven == isTakenAway)
            return;

        log.Say(isTakenAway ? "Azure takes this machine away" : "Azure does not take this machine away any more");
        notice.IsGiven = isTakenAway;
        reports.Ring();
    }
}
