using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.Functions;

/// <summary>Looks at the configuration before the worker connects to its host: a mistake is a line for whoever made it, not a stack trace.</summary>
public static class StartCheck
{
    /// <summary>What the program ends with when there is one: EX_CONFIG of sysexits.h, as the node agent does.</summary>
    public const int ExitCode = 78;

    /// <summary>One line each; none when it is right.</summary>
    public static IReadOnlyList<string> Problems(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return [.. wrong.Failures];
        }
        catch (AggregateException several) when (several.InnerExceptions.All(one => one is OptionsValidationException))
        {
            return [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(wrong => wrong.Failures).Distinct()];
        }
        catch (InvalidOperationException unreadable) when (unreadable.InnerException is FormatException or ArgumentException)
        {
            // The binder's word on a text that is no number, no address or neither true nor false; it names the key.
            return [unreadable.Message.ReplaceLineEndings(" ")];
        }
    }
}
