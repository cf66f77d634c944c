using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions;

/// <summary>
/// One function a resource type, so that the portal and the logs tell them apart. Each takes every method and leads
/// into the API's one pipeline, which routes anew, checks who calls, and refuses.
/// </summary>
public sealed class HttpTriggers(HttpEntry api)
{
    private const string Subscription = "subscriptions/{subscription}/providers/Microsoft.BatchAI";
    private const string AllWorkspaces = "subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.BatchAI/workspaces";
    private const string Workspace = AllWorkspaces + "/{workspace}";

    [Function(nameof(KnownOperations))]
    public Task KnownOperations(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "providers/Microsoft.BatchAI/operations")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    /// <summary>Usages, and how long-running operations go.</summary>
    [Function(nameof(Locations))]
    public Task Locations(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Subscription + "/locations/{location}/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(WorkspacesOfSubscription))]
    public Task WorkspacesOfSubscription(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Subscription + "/workspaces")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(RefusedJobMessages))]
    public Task RefusedJobMessages(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Subscription + "/refusedJobMessages")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(Workspaces))]
    public Task Workspaces(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = AllWorkspaces + "/{workspace?}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(Clusters))]
    public Task Clusters(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Workspace + "/clusters/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(FileServers))]
    public Task FileServers(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Workspace + "/fileServers/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(Experiments))]
    public Task Experiments(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Workspace + "/experiments/{experiment?}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    [Function(nameof(Jobs))]
    public Task Jobs(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = Workspace + "/experiments/{experiment}/jobs/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);

    /// <summary>What node agents call.</summary>
    [Function(nameof(Agents))]
    public Task Agents(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "agent/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient engine) => api.AnswerAsync(request, engine);
}
