using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

public sealed class WritingAssignments
{
    private const string Cluster = "00000000000000000000000000000001";

    private readonly InMemoryTableStore _store = new();

    [Theory]
    [InlineData(1L, JobPhase.Launch)]
    [InlineData(1L, null)]
    [InlineData(2L, JobPhase.Prepare)]
    public async Task A_late_duplicate_of_an_older_attempt_or_phase_changes_nothing(long fence, JobPhase? phase)
    {
        await WriteAsync(2, JobPhase.Launch);

        await WriteAsync(fence, phase);

        Assert.Equal(new AssignmentFacts("job-2", 2, JobPhase.Launch), await AssignmentAsync());
    }

    [Fact]
    public async Task The_next_attempt_takes_the_place_of_the_last_and_goes_when_it_is_over()
    {
        await WriteAsync(1, JobPhase.Clean);
        await WriteAsync(2, JobPhase.Prepare);
        Assert.Equal(new AssignmentFacts("job-2", 2, JobPhase.Prepare), await AssignmentAsync());

        await WriteAsync(2, null);
        Assert.Null(await AssignmentAsync());
    }

    private Task<Done> WriteAsync(long fence, JobPhase? phase) =>
        new WriteAssignments(_store, new InProcessSignal(TimeProvider.System)).RunAsync(
            new AssignmentSlice(Cluster, $"job-{fence}", fence, [1], phase),
            default);

    private async Task<AssignmentFacts?> AssignmentAsync() =>
        (await _store.FindAsync<AssignmentFacts>(Tables.Assignments, Cluster, FactKeys.Assignment(1), default))?.Value;
}
