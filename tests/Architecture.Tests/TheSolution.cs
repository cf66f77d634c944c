namespace BatchAi.Architecture.Tests;

public sealed class TheSolution
{
    private static readonly string[] s_onlyWithTheFunctionsPackages = ["Functions", "Functions.Tests"];
    private static readonly string[] s_lines = Repository.Lines("BatchAiFunctions.sln");

    public static TheoryData<string> AllProjects => [.. Repository.Projects("src"), .. Repository.Projects("tests"), .. Repository.Projects("bench")];

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Builds_every_project_where_its_packages_can_be_had(string project)
    {
        string? entry = s_lines.SingleOrDefault(line => line.Contains($"\"{project.Replace('/', '\\')}\"", StringComparison.Ordinal));
        Assert.True(entry is not null, $"{project} is not in the solution");
        string id = entry.Split('"')[^2];
        bool everywhere = !s_onlyWithTheFunctionsPackages.Contains(Path.GetFileNameWithoutExtension(project));

        Assert.Equal(everywhere, IsBuilt(id, "Debug"));
        Assert.Equal(everywhere, IsBuilt(id, "Release"));
        Assert.True(IsBuilt(id, "Azure"), $"{project} is not built in the configuration Azure");
    }

    private static bool IsBuilt(string id, string configuration) =>
        s_lines.Any(line => line.TrimStart().StartsWith($"{id}.{configuration}|Any CPU.Build.0", StringComparison.Ordinal));
}
