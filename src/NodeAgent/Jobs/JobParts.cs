namespace BatchAi.NodeAgent;

/// <summary>The processes an attempt can have on a node.</summary>
internal static class JobParts
{
    public const string Preparation = "preparation";

    public const string Toolkit = "toolkit";

    public static IReadOnlyList<string> All { get; } = [Preparation, Toolkit];
}
