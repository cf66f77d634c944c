using BatchAi.Training.Tests;

[assembly: AssemblyFixture(typeof(TrainingServer))]
