using System.Text.RegularExpressions;

namespace BatchAi.Architecture.Tests;

public sealed partial class WhatMustNotBeCommitted
{
    private static readonly (string File, string Text)[] s_texts =
    [
        .. Repository.Files.Select(file => (file, Repository.Text(file))).Where(read => !read.Item2.Contains('\0')),
    ];

    [Fact]
    public void Open_ends_are_issues_and_not_comments() => AssertNowhere(OpenEnd());

    [Fact]
    public void Package_registries_are_chosen_by_the_machine()
    {
        AssertNowhere(RegistryAddress());
        Assert.DoesNotContain(Repository.Files, file => Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or ".npmrc");
    }

    [Fact]
    public void Paths_of_the_machine_it_was_written_on_mean_nothing_elsewhere()
    {
        foreach (string path in PathsOfThisMachine().Distinct())
            AssertNowhere(new Regex($@"(?<![\w.$}}/-]){Regex.Escape(path)}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)));
    }

    /// <summary>Where the clone lies and whose it is, but for places that every machine has.</summary>
    private static IEnumerable<string> PathsOfThisMachine()
    {
        yield return Repository.Root + '/';
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? beside = Path.GetDirectoryName(Repository.Root);
        string[] everywhere = ["", "/", "/root", "/home", "/mnt", "/opt", "/srv", "/var", Path.GetTempPath().TrimEnd('/')];
        foreach (string? folder in (string?[])[home, beside])
        {
            if (folder is not null && !everywhere.Contains(folder))
                yield return folder + '/';
        }
    }

    private static void AssertNowhere(Regex pattern) =>
        Offenders.None(from read in s_texts from Match found in pattern.Matches(read.Text) select $"{read.File}: {found.Value}");

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OpenEnd();

    /// <summary>The host of a package feed; a container registry in a job is none.</summary>
    [GeneratedRegex(
        @"https?://(?![\w.-]*(azurecr\.io|\.example))[\w.-]*(nuget|npm|registry|mirror|artifactory)[\w.-]*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RegistryAddress();
}
