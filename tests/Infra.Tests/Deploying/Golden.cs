namespace BatchAi.Infra.Tests;

/// <summary>
/// Texts that a person has read and found right; in Golden. With UPDATE_GOLDEN=1 they are written anew: look at the
/// difference before you commit it.
/// </summary>
internal static class Golden
{
    public static void Is(string name, string text)
    {
        string file = Repository.Path($"tests/Infra.Tests/Golden/{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, text);

        Assert.Equal(File.ReadAllText(file), text);
    }
}
