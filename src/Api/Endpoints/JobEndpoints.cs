using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>Jobs. None can be changed; making, terminating and deleting one are long-running operations.</summary>
internal sealed class JobEndpoints(Jobs jobs, LiveJobs live, Experiments experiments, OperationStore operations) : IResourceAnswer
{
    private const string All = ExperimentEndpoints.One + "/jobs";

    public const string One = All + "/{job}";

    public ResourceKind Kind => ResourceKind.Job;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<JobEndpoints>(All, ResourceType.Job, (endpoints, call) => endpoints.ListAsync(call));
        routes.MapWrite<JobEndpoints>("PUT", One, ResourceType.Job, (endpoints, call) => endpoints.PutAsync(call));
        routes.MapRead<JobEndpoints>(One, ResourceType.Job, (endpoints, call) => endpoints.GetAsync(call));
        routes.MapDelete<JobEndpoints>(One, ResourceType.Job, (endpoints, call) => endpoints.DeleteAsync(call));
        routes.MapAction<JobEndpoints>(One + "/terminate", ResourceType.Job, AccessAction.Terminate,
            (endpoints, call) => endpoints.TerminateAsync(call));
        routes.MapGetAndPost<JobEndpoints>(One + "/listRemoteLoginInformation", ResourceType.Job, AccessAction.ListRemoteLogins,
            (endpoints, call) => endpoints.ListLoginsAsync(call));
        routes.MapRead<JobEndpoints>(One + "/explain", ResourceType.Job, (endpoints, call) => endpoints.ExplainAsync(call));
    }

    public async Task AnswerAsync(ApiCall call, ResourceRow row) =>
        await call.OkAsync(
            Shape.Of((JobRow)row, await jobs.ExecutionAsync((JobRow)row, call.Cancellation), call.Version),
            ModelJson.Wire.WireResourceJobProperties);

    private async Task ListAsync(ApiCall call)
    {
        await experiments.GetAsync(call.Experiment, call.Cancellation);
        await ListAnswer.WriteAsync(
            call,
            (after, take) => jobs.ListAsync(call.Experiment, after, take, call.Cancellation),
            rows => Views.OfAllAsync(rows, async row => Shape.Of(row, await jobs.ExecutionAsync(row, call.Cancellation), call.Version)),
            ModelJson.Wire.WireResourceJobProperties);
    }

    private async Task PutAsync(ApiCall call)
    {
        JobProperties asked = JobBody.Accept(await call.ReadAsync(ModelJson.Default.WireRequestJobProperties), call.Version);
        PutResult<JobRow> put = await jobs.PutAsync(call.Job, asked, messageId: null, call.Conditions.ForChange, CancellationToken.None);
        if (put.Created)
            await AcceptedAsync(call, OperationKind.Create, put.Row);
        else
            await AnswerAsync(call, put.Row);
    }

    private async Task GetAsync(ApiCall call) => await AnswerAsync(call, await jobs.GetAsync(call.Job, call.Cancellation));

    private async Task DeleteAsync(ApiCall call)
    {
        if (await jobs.DeleteAsync(call.Job, call.Conditions.ForChange, CancellationToken.None) is { } row)
            await AcceptedAsync(call, OperationKind.Delete, row);
        else
            await call.EmptyAsync(StatusCodes.Status204NoContent);
    }

    /// <summary>
    /// A job that has ended is answered at once, and never with 204: clients take that for an error (REST contract,
    /// section 3.3).
    /// </summary>
    private async Task TerminateAsync(ApiCall call)
    {
        (JobRow row, bool stopping) = await jobs.TerminateAsync(call.Job, CancellationToken.None);
        if (stopping)
            await AcceptedAsync(call, OperationKind.Terminate, row);
        else
            await call.EmptyAsync(StatusCodes.Status200OK);
    }

    private async Task ListLoginsAsync(ApiCall call)
    {
        JobRow row = await jobs.GetAsync(call.Job, call.Cancellation);
        await RemoteLogins.WriteAsync(call, await live.NodesAsync(row, call.Cancellation));
    }

    private async Task ExplainAsync(ApiCall call)
    {
        call.RequireExtras();
        JobRow row = await jobs.GetAsync(call.Job, call.Cancellation);
        if (row.Ended is null && await live.ExplainAsync(row, call.Cancellation) is { } reason)
            await call.OkAsync(new JobExplanation { Code = reason.Code.ToString(), Message = reason.Text }, ModelJson.Wire.JobExplanation);
        else
            await call.EmptyAsync(StatusCodes.Status204NoContent);
    }

    private async Task AnswerAsync(ApiCall call, JobRow row)
    {
        JobExecution execution = await jobs.ExecutionAsync(row, call.Cancellation);
        await call.OkAsync(
            Shape.Of(row, execution, call.Version),
            ModelJson.Wire.WireResourceJobProperties,
            row,
            execution.ChangedAt > row.ChangedAt ? execution.ChangedAt : row.ChangedAt);
    }

    private async Task AcceptedAsync(ApiCall call, OperationKind kind, JobRow row)
    {
        ExperimentRow experiment = await experiments.GetAsync(row.Id.Experiment, CancellationToken.None);
        await call.AcceptedAsync(
            await operations.AddAsync(kind, experiment.Location, ResourceAddress.Of(row.Id), row.Uid, CancellationToken.None));
    }
}
