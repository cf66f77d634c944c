using System.Text;

namespace BatchAi.Model;

/// <summary>
/// What Linux takes as one argument of a program, and as one variable of its environment (<c>NAME=value</c>):
/// MAX_ARG_STRLEN, 32 pages of 4 KiB, the zero at the end included. A command line is one argument of bash. The API
/// refuses what is longer by itself; the node refuses, in the same words, what is longer once its variables are replaced.
/// </summary>
public static class ArgumentLimit
{
    /// <summary>Without the zero at the end, in bytes of UTF-8.</summary>
    public const int MostBytes = (32 * 4096) - 1;

    /// <summary>Null, or what is wrong with a command line: reads on from its name, without a full stop.</summary>
    /// <param name="besides">Bytes that it is given together with.</param>
    public static string? ProblemOfArgument(string text, int besides = 0) =>
        Encoding.UTF8.GetByteCount(text) + besides is > MostBytes and var bytes ? TooLong("argument", "", bytes) : null;

    /// <summary>As <see cref="ProblemOfArgument"/>, of the value of a variable. It never says what the value is.</summary>
    public static string? ProblemOfVariable(string name, string value) =>
        Encoding.UTF8.GetByteCount(name) + 1 + Encoding.UTF8.GetByteCount(value) is > MostBytes and var bytes
            ? TooLong("variable", " together with its name and the sign =", bytes)
            : null;

    private static string TooLong(string what, string with, int bytes) =>
        $"must be at most {MostBytes} bytes in UTF-8{with}, which is what Linux takes as one {what}; it has {bytes}";
}
