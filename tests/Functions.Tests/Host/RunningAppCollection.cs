namespace BatchAi.Functions.Tests;

[CollectionDefinition(RunningApp.Collection)]
public sealed class RunningAppCollection : ICollectionFixture<RunningApp>;
