namespace BatchAi.EndToEnd.Tests;

/// <summary>A temporary directory with a short path: the paths of instances and jobs are appended to it.</summary>
internal static class ShortDirectory
{
    public static string Make() => Directory.CreateTempSubdirectory("bai-").FullName;
}
