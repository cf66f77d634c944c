namespace BatchAi.Architecture.Tests;

/// <summary>Fails with the whole list of what breaks a rule, where an assertion of the library would cut it short.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string> found)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, $"{all.Length} against the rule:\n{string.Join('\n', all)}");
    }
}
