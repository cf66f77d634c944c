using System.Runtime.CompilerServices;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// Texts whose change should be seen in a review. They are written anew by
/// <c>GOLDEN_UPDATE=1 dotnet run --project tests/Azure.Tests -- -class '*TheCustomData'</c>.
/// </summary>
internal static class Golden
{
    public static void Compare(string name, string actual, [CallerFilePath] string callerFile = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(callerFile)!, "..", name);
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
            File.WriteAllText(file, actual);

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", actual);
    }
}
