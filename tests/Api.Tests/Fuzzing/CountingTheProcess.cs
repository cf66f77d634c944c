namespace BatchAi.Api.Tests;

/// <summary>Its own, since threads and memory of the whole process are counted.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountingTheProcess
{
    public const string Name = "counting the process";
}
