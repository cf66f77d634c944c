using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Api.Tests;

/// <summary>The rules that decide who may do what, also such as the product does not have yet.</summary>
public sealed class Rules
{
    [Theory]
    [InlineData("GET", ApiWorld.Workspace, "workspaces: sub, grp, ws, , ws: read")]
    [InlineData("GET", ApiWorld.Workspace + "/clusters", "workspaces/clusters: sub, grp, ws, , : read")]
    [InlineData("PATCH", ApiWorld.Cluster, "workspaces/clusters: sub, grp, ws, , c1: write")]
    [InlineData("GET", ApiWorld.Cluster + "/ledger", "workspaces/clusters: sub, grp, ws, , c1: read")]
    [InlineData("PUT", ApiWorld.Experiment, "workspaces/experiments: sub, grp, ws, e1, e1: write")]
    [InlineData("DELETE", ApiWorld.Job, "workspaces/experiments/jobs: sub, grp, ws, e1, j1: delete")]
    [InlineData("POST", ApiWorld.Job + "/terminate", "workspaces/experiments/jobs: sub, grp, ws, e1, j1: terminate/action")]
    [InlineData("GET", ApiWorld.Job + "/listOutputFiles", "workspaces/experiments/jobs: sub, grp, ws, e1, j1: listOutputFiles/action")]
    [InlineData("GET", "/subscriptions/sub/providers/Microsoft.BatchAI/workspaces", "workspaces: sub, , , , : read")]
    [InlineData(
        "GET",
        "/subscriptions/sub/providers/Microsoft.BatchAI/locations/eastus/operationresults/17",
        "locations/operationresults: sub, , , , 17: read")]
    [InlineData("POST", ApiWorld.Workspace + "/nothing", ": , , , , : read")]
    public async Task Are_told_the_resource_and_the_action(string method, string path, string told)
    {
        Listener listener = new();
        await using ApiWorld world = await ApiWorld.StartAsync(services: services => services.AddSingleton<IAccessRule>(listener));

        await world.SendAsync(method, path, version: ApiWorld.Extended);

        Assert.Equal(told, Assert.Single(listener.Heard));
    }

    [Fact]
    public async Task Can_give_somebody_one_workspace_or_one_experiment_and_nothing_else()
    {
        using Tenant tenant = new();
        await using ApiWorld world = await ApiWorld.StartAsync(
            options => options.Entra = Tenant.Options,
            keys: tenant.Keys,
            services: services => services.AddSingleton<IAccessRule, RolesWithin>());
        void Use(string role) => world.Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", tenant.Mint(world.Clock.GetUtcNow(), role));
        async Task<bool> MayAsync(string method, string path, string? body = null) =>
            (await world.SendAsync(method, path, body)).Status is not HttpStatusCode.Forbidden;

        Use("Contributor:WS");
        Assert.True(await MayAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}"""));
        Assert.True(await MayAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody()));
        Assert.True(await MayAsync("PUT", ApiWorld.Experiment));
        Assert.False(await MayAsync("GET", ApiWorld.Workspace + "2"));
        Assert.False(await MayAsync("GET", "/subscriptions/sub/providers/Microsoft.BatchAI/workspaces"));

        Use("Contributor:ws/e1");
        Assert.True(await MayAsync("PUT", ApiWorld.Job, ApiWorld.JobBody()));
        Assert.True(await MayAsync("GET", ApiWorld.Experiment));
        Assert.False(await MayAsync("PUT", ApiWorld.Experiment + "2"));
        Assert.False(await MayAsync("DELETE", ApiWorld.Cluster));
    }

    [Fact]
    public async Task Can_only_add_to_what_others_allow()
    {
        Listener refuses = new();
        await using ApiWorld world = await ApiWorld.StartAsync(services: services => services.AddSingleton<IAccessRule>(refuses));

        await world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
    }

    /// <summary>Allows nothing, and writes down what it was asked.</summary>
    private sealed class Listener : IAccessRule
    {
        public List<string> Heard { get; } = [];

        public ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, AccessRequest request, CancellationToken cancellation)
        {
            AccessedResource it = request.Resource;
            Heard.Add(
                $"{it.Type?.Name}: {it.Subscription}, {it.ResourceGroup}, {it.Workspace}, {it.Experiment}, {it.Name}: {request.Action.Name}"
            );
            return ValueTask.FromResult(false);
        }
    }

    /// <summary>Roles that name a workspace, or an experiment of one.</summary>
    private sealed class RolesWithin : IAccessRule
    {
        public ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, AccessRequest request, CancellationToken cancellation)
        {
            (string? workspace, string? experiment) = (request.Resource.Workspace, request.Resource.Experiment);
            return ValueTask.FromResult(
                workspace is not null
                    && caller
                        .FindAll(ServiceRoles.ClaimType)
                        .Any(role =>
                            role.Value.Equals($"Contributor:{workspace}", StringComparison.OrdinalIgnoreCase)
                            || (
                                experiment is not null
                                && role.Value.Equals($"Contributor:{workspace}/{experiment}", StringComparison.OrdinalIgnoreCase))));
        }
    }
}
