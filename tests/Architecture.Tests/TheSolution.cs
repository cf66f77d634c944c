namespace BatchAi.Architecture.Tests;

public sealed class TheSolution
{
    private static readonly string[] s_lines = Repository.Lines("BatchAiFunctions.sln");

    public static TheoryData<string> AllProjects =>
        [.. Repository.Projects("src"), .. Repository.Projects("tests"), .. Repository.Projects("bench")];

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Builds_every_project(string project)
    {
        string? entry = s_lines.SingleOrDefault(line => line.Contains($"\"{project.Replace('/', '\\')}\"", StringComparison.Ordinal));
        Assert.True(entry is not null, $"{project} is not in the solution");
        string id = entry.Split('"')[^2];

        Assert.True(IsBuilt(id, "Debug"), $"{project} is not built in the configuration Debug");
        Assert.True(IsBuilt(id, "Release"), $"{project} is not built in the configuration Release");
    }

    private static bool IsBuilt(string id, string configuration) =>
        s_lines.Any(line => line.TrimStart().StartsWith($"{id}.{configuration}|Any CPU.Build.0", StringComparison.Ordinal));
}
