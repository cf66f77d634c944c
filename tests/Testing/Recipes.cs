namespace BatchAi.Testing;

/// <summary>Job files of the old service's users, which are no part of this repository.</summary>
public static class Recipes
{
    public const string Absent = "there is no folder shared/recipes above this one; the environment variable RECIPES can name it";

    /// <summary>Null where they are absent.</summary>
    public static string? Directory { get; } =
        Environment.GetEnvironmentVariable("RECIPES") is { Length: > 0 } named ? named : Above("shared/recipes");

    /// <summary>Names of the jobs among them, in order. Where they are absent a single one: a theory needs a row to be skipped.</summary>
    public static IReadOnlyList<string> Jobs { get; } = Directory is null
        ? ["absent"]
        : [.. System.IO.Directory.EnumerateFiles(Directory, $"*{Ending}").Select(file => Path.GetFileName(file)[..^Ending.Length]).Order()];

    private const string Ending = ".job.json";

    /// <summary>A folder beside or above the test program.</summary>
    public static string? Above(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string found = Path.Combine(at.FullName, relative);
            if (System.IO.Directory.Exists(found))
                return found;
        }

        return null;
    }
}
