namespace BatchAi.Infra.Tests;

public sealed class TheRoles
{
    private const string NodesGroup = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-batchai-dev-nodes";

    [Fact]
    public void Are_few_and_known()
    {
        Assert.Empty(Roles.Forbidden(Snapshot.Dev));
        Assert.Empty(Roles.Forbidden(Snapshot.Prod));
        Assert.Empty(Roles.Forbidden(Snapshot.Everything));
    }

    [Theory]
    [InlineData("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner")]
    [InlineData("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor")]
    [InlineData("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator")]
    [InlineData("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader, which is not in the list")]
    public void Are_refused_when_they_are_too_much(string role, string name) =>
        Assert.True(Roles.Forbidden(Snapshot.Dev.With(Roles.AnAssignmentOf(role, NodesGroup))).Any(), name);

    [Theory]
    [InlineData("*")]
    [InlineData("Microsoft.Compute/*")]
    [InlineData("*/read")]
    [InlineData("Microsoft.Authorization/roleAssignments/write")]
    public void Of_our_own_name_each_thing_they_allow(string action) =>
        Assert.Equal([$"a role: {action}"], Roles.Forbidden(Snapshot.Dev.With(Roles.ACustomRole(action))));

    [Fact]
    public void Let_machines_be_made_in_the_resource_group_of_the_nodes_only()
    {
        Assert.Equal([NodesGroup], Roles.ScopesOf(Snapshot.Dev, Roles.VirtualMachineContributor));
        Assert.Equal(
            [NodesGroup.Replace("dev", "prod", StringComparison.Ordinal)],
            Roles.ScopesOf(Snapshot.Prod, Roles.VirtualMachineContributor));
    }

    [Fact]
    public void Of_a_node_reach_two_containers_and_nothing_else() =>
        Assert.Equal(
            ["agent", "data"],
            Roles
                .ScopesFor(Snapshot.Dev, "id-batchai-dev-nodes")
                .Select(scope => scope.Split("/blobServices/default/containers/")[1])
                .Order());
}
