namespace BatchAi.Testing;

/// <summary>Which tests run where: <c>./test.sh</c> leaves out those of the full lane, <c>.ci/run</c> runs them, too.</summary>
public static class Lane
{
    public const string Name = "lane";

    /// <summary>Minutes of real servers, agents and nodes, and the hub on Azure Storage.</summary>
    public const string Full = "full";
}
