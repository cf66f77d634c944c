namespace BatchAi.Model.Tests;

public sealed class MovingAResource
{
    [Theory]
    [InlineData(ProvisioningState.Creating, "Succeeded Failed Deleting")]
    [InlineData(ProvisioningState.Succeeded, "Updating Deleting")]
    [InlineData(ProvisioningState.Updating, "Succeeded Failed Deleting")]
    [InlineData(ProvisioningState.Failed, "Deleting")]
    [InlineData(ProvisioningState.Deleting, "Succeeded")]
    public void Allows_these_moves_and_no_other(ProvisioningState from, string allowed)
    {
        List<ProvisioningState> moves = [.. Enum.GetValues<ProvisioningState>().Where(to => from.MayBecome(to))];

        Assert.Equal(allowed.Split(' ').Order(), moves.Select(to => to.ToString()).Order());
        foreach (ProvisioningState to in Enum.GetValues<ProvisioningState>())
        {
            if (to == from || moves.Contains(to))
                Assert.Equal(to, from.MovedTo(to));
            else
                Assert.Throws<InvalidOperationException>(() => from.MovedTo(to));
        }
    }
}
