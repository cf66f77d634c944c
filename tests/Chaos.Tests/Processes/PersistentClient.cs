using System.Diagnostics;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>Asks until there is an answer: a server that is killed gives none, and its successor listens elsewhere.</summary>
internal sealed class PersistentClient(LocalHostProcess server)
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    public async Task<Answer> AskAsync(Func<EndToEnd.Tests.Api, Task<Answer>> ask)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask(server.Api);
            }
            catch (Exception gone)
                when (gone is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException
                    && Stopwatch.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(s_pace, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>The properties of a resource once they are as expected.</summary>
    /// <param name="meanwhile">Given the properties at every look before.</param>
    public async Task<JsonNode> UntilAsync(string path, string expected, Func<JsonNode, bool> isMet, Func<JsonNode, Task>? meanwhile = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            Answer answer = (await AskAsync(api => api.GetAsync(path))).Expect(200);
            if (isMet(answer.Properties))
                return answer.Properties;
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                Assert.Fail($"expected of {path} within {s_patience.TotalMinutes} minutes: {expected}; seen: {answer}");
            if (meanwhile is not null)
                await meanwhile(answer.Properties);
            await Task.Delay(s_pace, TestContext.Current.CancellationToken);
        }
    }
}
