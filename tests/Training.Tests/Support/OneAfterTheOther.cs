namespace BatchAi.Training.Tests;

/// <summary>Each of these tests keeps all processors busy by itself.</summary>
[CollectionDefinition(nameof(OneAfterTheOther))]
public sealed class OneAfterTheOther;
