using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BatchAi.Model;

/// <summary>A spot in a body, by its JSON path, where something may be wrong.</summary>
public readonly record struct Place(Problems Problems, string Path)
{
    /// <summary>A property below.</summary>
    public Place this[string name] => new(Problems, Path.Length == 0 ? name : $"{Path}.{name}");

    /// <summary>An element below.</summary>
    public Place this[int index] => new(Problems, $"{Path}[{index}]");

    /// <param name="message">What is allowed: reads on from the path, without a full stop.</param>
    public void Refuse(string message) => Problems.Add(Path, message);

    /// <summary>False, and a problem, when the value is absent.</summary>
    public bool Has([NotNullWhen(true)] object? value)
    {
        if (value is null)
            Refuse("is required");
        return value is not null;
    }

    /// <summary>False, and a problem, when the text is absent, empty or holds a NUL, which no command line or variable can carry.</summary>
    public bool HasText([NotNullWhen(true)] string? text)
    {
        if (!Has(text))
            return false;
        if (text.Length == 0)
            Refuse("must not be empty");
        else
            return OptionalText(text);
        return false;
    }

    /// <summary>
    /// A problem when the text is absent, empty or holds a control character: this path is shown by every listing, and an
    /// escape in it would speak to the terminal of whoever looks.
    /// </summary>
    public void HasPath(string? text)
    {
        if (!HasText(text))
            return;
        if (text.Any(char.IsControl))
            Refuse("must not contain control characters");
        else if (Encoding.UTF8.GetByteCount(text) is > Limits.LongestPath and var bytes)
            Refuse($"must be at most {Limits.LongestPath} bytes in UTF-8, which is what Linux takes as a path; it has {bytes}");
    }

    /// <summary>
    /// False, and a problem, when the text is absent, empty, holds a NUL, or is longer than an argument of a program may be.
    /// </summary>
    /// <param name="besides">Bytes of the same argument that are not the user's.</param>
    public bool HasArgument([NotNullWhen(true)] string? text, int besides = 0) => HasText(text) && OptionalArgument(text, besides);

    /// <summary>As <see cref="HasArgument"/>, of a text that may be absent or empty.</summary>
    public bool OptionalArgument(string? text, int besides = 0)
    {
        if (text is null)
            return true;
        if (!OptionalText(text))
            return false;
        if (ArgumentLimit.ProblemOfArgument(text, besides) is not { } problem)
            return true;
        Refuse(problem);
        return false;
    }

    /// <summary>False, and a problem, when the text is there and holds a NUL.</summary>
    public bool OptionalText(string? text)
    {
        bool bad = text?.Contains('\0') ?? false;
        if (bad)
            Refuse("must not contain a NUL character");
        return !bad;
    }

    /// <summary>A problem when the number is there and outside.</summary>
    public void Within(int? value, int least, int most)
    {
        if (value < least || value > most)
            Refuse($"must be between {least} and {most}; it is {value}");
    }
}
