using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Jobs: create, read, list, terminate, delete. Used by the API and by whoever else hands jobs in.</summary>
public sealed class Jobs(ResourceStore resources, JobCreation creation, JobCommands commands, DeletionCommands deletion, ISecretStore secrets, IntentStore intents, MessageLog messages, TimeProvider clock)
{
    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public async Task<JobRow> GetAsync(JobId id, CancellationToken cancellation)
    {
        Row<JobRow> row = await resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Job", id.Name);
        return await creation.FinishIfStaleAsync(row, cancellation);
    }

    public async Task<Page<JobRow>> ListAsync(ExperimentId experiment, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<JobRow>> page = await resources.ListJobsAsync(experiment, after, take, cancellation);
        return new Page<JobRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Where the execution stands: from the facts while there are any, else from the row. One read, none for an ended job.</summary>
    public async Task<JobExecution> ExecutionAsync(JobRow row, CancellationToken cancellation)
    {
        if (row.Ended is not null)
            return row.Ended;
        if (await commands.ViewAsync(row, cancellation) is { } execution)
            return execution;

        // The facts went between the two reads, or are not there yet.
        JobRow? again = (await resources.FindAsync(row.Id, cancellation))?.Value;
        return (again?.Uid == row.Uid ? again.Ended : null) ?? new JobExecution(ExecutionState.Queued, row.CreatedAt, Info: null);
    }

    /// <summary>The nodes a job holds, in rank order; empty when it holds none.</summary>
    public Task<IReadOnlyList<NodeView>> NodesAsync(JobRow row, CancellationToken cancellation) => commands.NodesAsync(row, cancellation);

    /// <summary>Why a job waits; null when it does not wait.</summary>
    public async Task<JobExplanation?> ExplainAsync(JobRow row, CancellationToken cancellation) =>
        row.Ended is null && await commands.ExplainAsync(row, cancellation) is { } reason ? new JobExplanation { Code = reason.Code.ToString(), Message = reason.Text } : null;

    /// <inheritdoc cref="JobCreation.PutAsync"/>
    public Task<PutResult<JobRow>> PutAsync(JobId id, JobProperties asked, CancellationToken cancellation) => creation.PutAsync(id, asked, messageId: null, cancellation);

    /// <inheritdoc cref="JobCreation.PutAsync"/>
    public Task<PutResult<JobRow>> PutAsync(JobId id, JobProperties asked, string messageId, CancellationToken cancellation) => creation.PutAsync(id, asked, messageId, cancellation);

    /// <summary>Asks a job to stop; false when it has ended.</summary>
    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public async Task<(JobRow Row, bool Stopping)> TerminateAsync(JobId id, CancellationToken cancellation)
    {
        JobRow row = await GetAsync(id, cancellation);
        return (row, row.Ended is null && await commands.RequestStopAsync(row, StopReason.Terminated, cancellation));
    }

    /// <summary>Stops and removes a job, output stays; null when it is not there.</summary>
    public async Task<JobRow?> DeleteAsync(JobId id, CancellationToken cancellation)
    {
        bool intended = false;
        while (await resources.FindAsync(id, cancellation) is { } row)
        {
            if (row.Value.Ended is not null && row.Value.State is not ProvisioningState.Deleting)
            {
                await messages.AddBeforeDeletionAsync(row.Value, cancellation);
                await secrets.DeleteAsync(row.Value.Uid, cancellation);
                if (!await resources.TryDeleteAsync(id.Experiment.Workspace, row, cancellation))
                    continue;

                // It ended while it was being marked: what was meant to be done is done.
                if (intended)
                    await intents.RemoveAsync(IntentKind.Delete, row.Value.Uid, cancellation);
                return row.Value;
            }

            await intents.AddAsync(new IntentRow(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow()), cancellation);
            intended = true;
            JobRow deleting = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Deleting), ChangedAt = clock.GetUtcNow() };
            if (row.Value.State is ProvisioningState.Deleting || await resources.TryReplaceAsync(id.Experiment.Workspace, row with { Value = deleting }, cancellation))
            {
                await deletion.BeginAsync(deleting, cancellation);
                await intents.RemoveAsync(IntentKind.Delete, deleting.Uid, cancellation);
                return deleting;
            }
        }

        return null;
    }

    /// <summary>Begins a deletion that was marked and perhaps not begun: from there on it has an intent of its own.</summary>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.ToJob(), cancellation) is { Value.State: ProvisioningState.Deleting } row && row.Value.Uid == intent.Uid)
            await deletion.BeginAsync(row.Value, cancellation);
        return true;
    }
}
