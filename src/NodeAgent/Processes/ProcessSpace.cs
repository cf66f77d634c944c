using System.Text;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>What the kernel takes as arguments and environment of a new process, measured before it says E2BIG and no more.</summary>
internal static class ProcessSpace
{
    /// <summary>The code of the error that tells it: E2BIG's own words.</summary>
    public const string TooLarge = "ArgumentListTooLong";

    /// <summary>Bytes of the stack's soft limit that any process may count on, and the most that counts (execve(2)).</summary>
    private const long Least = 128 * 1024;
    private const long Most = 6 * 1024 * 1024;

    /// <summary>Each argument and variable has a pointer, and room is left for those of the words before bash.</summary>
    private const int Pointer = 8;
    private const int OwnWords = 4096;

    /// <summary>Null, or why no bash can be started with a command line and an environment. It says no value.</summary>
    public static string? ProblemOf(string commandLine, IReadOnlyDictionary<string, string> environment) =>
        ProblemOf(commandLine, environment, MostBytes(ProcessLimits.Stack));

    public static string? ProblemOf(string commandLine, IReadOnlyDictionary<string, string> environment, long most)
    {
        if (ArgumentLimit.ProblemOfArgument(commandLine) is { } problem)
            return $"the command line {problem}";

        long whole = OwnWords + Encoding.UTF8.GetByteCount(commandLine);
        foreach ((string name, string value) in environment)
        {
            if (ArgumentLimit.ProblemOfVariable(name, value) is { } tooLong)
                return $"the variable {name}, once the variables in it are replaced, {tooLong}";
            whole += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2 + Pointer;
        }

        return whole <= most
            ? null
            : $"the command line and all variables together must be at most {most} bytes, which is what Linux takes on this node "
                + $"(a quarter of the limit of the stack); they have {whole}";
    }

    /// <param name="stack">Bytes that a stack may have; null without a limit.</param>
    public static long MostBytes(long? stack) => stack is { } soft ? Math.Clamp(soft / 4, Least, Most) : Most;
}
