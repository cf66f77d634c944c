using BatchAi.Orchestrations;
using Microsoft.DurableTask;

namespace BatchAi.Functions;

/// <summary>What Durable Functions says of a failure and its causes, as the text of one.</summary>
internal static class FailureChain
{
    public static string TextOf(TaskFailureDetails failure) => FailureText.Cut(string.Join("\n---> ", Of(failure)));

    private static IEnumerable<string> Of(TaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure)
            yield return $"{failure.ErrorType}: {failure.ErrorMessage}\n{failure.StackTrace}".TrimEnd();
    }
}
