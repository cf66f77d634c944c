namespace BatchAi.Model.Tests;

public sealed class MovingAJob
{
    [Theory]
    [InlineData(ExecutionState.Queued, "Running Terminating Failed")]
    [InlineData(ExecutionState.Running, "Queued Terminating Succeeded Failed")]
    [InlineData(ExecutionState.Terminating, "Succeeded Failed")]
    [InlineData(ExecutionState.Succeeded, "")]
    [InlineData(ExecutionState.Failed, "")]
    public void Allows_these_moves_and_no_other(ExecutionState from, string allowed)
    {
        IEnumerable<ExecutionState> moves = Enum.GetValues<ExecutionState>().Where(to => from.MayBecome(to));

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), moves.Select(to => to.ToString()).Order());
    }
}
