using System.Text.RegularExpressions;
using BatchAi.EndToEnd.Tests;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>A real server that kills itself at its n-th write or call to the cloud, and is started again.</summary>
[Trait(Lane.Name, Lane.Full)]
public sealed partial class KilledAtFailPoints(ITestOutputHelper output)
{
    private const string Variable = "BATCHAI_FAIL_POINT";

    [Fact]
    public async Task Two_gangs_end_once_and_right_and_leave_nothing_wherever_the_server_dies()
    {
        int all = await CountAsync();
        string[] chosen = [.. Choose(all)];
        int died = 0;
        foreach (string point in chosen)
        {
            if (await RunAsync(point))
                died++;
        }

        output.WriteLine(
            $"seed {KillSettings.Seed}: an untouched run passes {all} fail points; killed at {died} of the {chosen.Length} chosen "
            + $"({string.Join(", ", chosen)}): no violation"
        );
        Assert.True(died > chosen.Length / 2, $"only {died} of {chosen.Length} points were reached");
    }

    /// <summary>Of an untouched run, by what it says on its standard error.</summary>
    private static async Task<int> CountAsync()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(
            variables: new Dictionary<string, string> { [Variable] = "show" });
        Assert.Equal([], await new TwoGangs(server).RunAsync());
        return Passed().Matches(server.Error).Max(line => int.Parse(line.Groups["number"].Value));
    }

    /// <summary>One at random from each of as many equal parts, on a side of its own; all, on both sides, when all are asked for.</summary>
    private static IEnumerable<string> Choose(int all)
    {
        int points = KillSettings.Points;
        if (points == 0 || points >= all)
            return Enumerable.Range(1, all).SelectMany(number => new[] { $"{number}:before", $"{number}:after" });

        Random chance = new(KillSettings.Seed);
        return Enumerable
            .Range(0, points)
            .Select(part => $"{1 + (part * all / points) + chance.Next(all / points)}:{(part % 2 == 0 ? "after" : "before")}");
    }

    /// <summary>False when the run ended without coming to the point.</summary>
    private static async Task<bool> RunAsync(string point)
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(
            variables: new Dictionary<string, string> { [Variable] = point });
        Task<IReadOnlyList<string>> story = new TwoGangs(server).RunAsync();
        while (!server.HasExited && !story.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        bool died = server.HasExited;
        if (died)
        {
            server.Variables = new Dictionary<string, string>();
            await server.ServeAgainAsync();
        }

        IReadOnlyList<string> wrongs = await story;
        await server.InterruptAsync();
        string[] all = [.. wrongs, .. Remains.Of(server)];
        Assert.True(all.Length == 0, $"killed at {point}: {string.Join('\n', all)}");
        return died;
    }

    [GeneratedRegex(
        @"^after fail point (?<number>\d+),",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}
