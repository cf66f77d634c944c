using System.Globalization;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>What a cluster's nodes were used for, and what was decided about them.</summary>
internal sealed class LedgerEndpoints(Clusters clusters, LedgerReader ledger, JournalReader journal, TimeProvider clock)
{
    private const string Cluster = RouteExtensions.Workspace + "/clusters/{cluster}";
    private const string DayFormat = "yyyy-MM-dd";
    private const int MostDays = 400;
    private const int MostJobs = 1000;
    private const int JobsWhenNotSaid = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<LedgerEndpoints>(Cluster + "/ledger", ResourceType.Cluster, (endpoints, call) => endpoints.GetLedgerAsync(call));
        routes.MapRead<LedgerEndpoints>(Cluster + "/journal", ResourceType.Cluster, (endpoints, call) => endpoints.ListJournalAsync(call));
    }

    private async Task GetLedgerAsync(ApiCall call)
    {
        call.RequireExtras();
        DateOnly to = Day(call, "to") ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        DateOnly from = Day(call, "from") ?? new DateOnly(to.Year, to.Month, 1);
        if (from > to || to.DayNumber - from.DayNumber >= MostDays)
            throw ApiException.Invalid(
                "from",
                $"from must not be after to, and not {MostDays} days or more before it; from is {Text(from)} and to is {Text(to)}.");
        int jobs = call.Number("maxresults", 1, MostJobs, JobsWhenNotSaid);

        ClusterRow row = await clusters.GetAsync(call.Cluster, call.Cancellation);
        await call.OkAsync(
            Shape.Of(await ledger.TotalsAsync(row.Uid, from, to, call.Cancellation), from, to, jobs),
            ModelJson.Wire.ClusterLedger);
    }

    private async Task ListJournalAsync(ApiCall call)
    {
        call.RequireExtras();
        ClusterRow row = await clusters.GetAsync(call.Cluster, call.Cancellation);
        await ListAnswer.WriteAsync(
            call,
            (after, take) => journal.ListAsync(row.Uid, after, take, call.Cancellation),
            entries => Task.FromResult<IReadOnlyList<JournalEntry>>([.. entries.Select(Shape.Of)]),
            ModelJson.Wire.JournalEntry);
    }

    /// <summary>The last day of the calendar has no day after it, at which the one before would end.</summary>
    private static DateOnly? Day(ApiCall call, string name) => call.Query(name) switch
    {
        null => null,
        var text
            when DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && day < DateOnly.MaxValue => day,
        var text => throw ApiException.Invalid(name, $"{name} must be a day like 2026-11-23, before 9999-12-31; it is '{text}'."),
    };

    private static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
