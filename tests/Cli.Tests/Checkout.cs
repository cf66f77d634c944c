namespace BatchAi.Cli.Tests;

/// <summary>Finds folders beside or above the test program.</summary>
internal static class Checkout
{
    /// <summary>The nearest folder of this relative path, walking up; null when there is none.</summary>
    public static DirectoryInfo? Find(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = new DirectoryInfo(Path.Combine(at.FullName, relative));
            if (found.Exists)
                return found;
        }

        return null;
    }
}
