using System.CommandLine;
using System.Globalization;

namespace BatchAi.Cli;

/// <summary>Options that are counts.</summary>
internal static class OptionBounds
{
    /// <summary>Refuses smaller numbers. What is no number is refused by the parser: asking it for the value would throw.</summary>
    public static void AtLeast(this Option option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => int.TryParse(token.Value, CultureInfo.InvariantCulture, out int count) && count < least))
            result.AddError($"{option.Name} must be {least} or more.");
    });
}
