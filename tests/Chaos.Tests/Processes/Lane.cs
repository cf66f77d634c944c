namespace BatchAi.Chaos.Tests;

/// <summary>Which tests run where: <c>./test.sh</c> leaves out those of the full lane, <c>.ci/run</c> runs them, too.</summary>
internal static class Lane
{
    public const string Name = "lane";

    /// <summary>Minutes of real servers, agents and nodes.</summary>
    public const string Full = "full";
}
