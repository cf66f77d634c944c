using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>The server answered, and the answer was no: a refused request or a failed long-running operation.</summary>
public sealed class RequestRefusedException(int status, CloudErrorBody error) : Exception(string.Join(Environment.NewLine, Describe(error)))
{
    /// <summary>The HTTP status; 200 when an operation was accepted and failed later.</summary>
    public int Status { get; } = status;

    /// <summary>What the server said.</summary>
    public CloudErrorBody Error { get; } = error;

    /// <summary><c>Code: message (target)</c>, then one line for each detail; text of the server as it came.</summary>
    public IReadOnlyList<string> Lines { get; } = [.. Describe(error)];

    private static IEnumerable<string> Describe(CloudErrorBody error) =>
    [
        $"{error.Code}: {error.Message}" + (error.Target is { } target ? $" ({target})" : ""),
        .. (error.Details ?? []).SelectMany(Describe).Select(line => $"  {line}"),
    ];
}
