namespace BatchAi.Model;

/// <summary>Turns a job message into what a PUT of the job would have brought.</summary>
public static class JobMessageBody
{
    /// <summary>The job a message asks for; null when it does not name one that could be.</summary>
    public static JobId? TryName(JobMessage message) =>
        WorkspaceId.TryParse(message.Workspace, out WorkspaceId? workspace)
        && ResourceName.TryParse(message.Experiment, out ResourceName experiment)
        && ResourceName.TryParse(message.Job, out ResourceName job)
            ? new JobId(new ExperimentId(workspace, experiment.Value), job.Value)
            : null;

    /// <exception cref="ApiException">
    /// 400: names every property of the message that is wrong, or, these being right, of its body.
    /// </exception>
    public static (JobId Job, JobProperties Properties) Accept(JobMessage message)
    {
        Problems problems = new();
        Place at = new(problems, "");
        if (at["workspace"].HasText(message.Workspace) && !WorkspaceId.TryParse(message.Workspace, out _))
            at["workspace"]
                .Refuse("must be the id of a workspace: /subscriptions/S/resourceGroups/G/providers/Microsoft.BatchAI/workspaces/W");
        CheckName(at["experiment"], message.Experiment);
        CheckName(at["job"], message.Job);
        if (message.Cluster is { } cluster)
        {
            CheckName(at["cluster"], cluster);
            if (message.Body?.Properties?.Cluster is not null)
                at["cluster"].Refuse("must not be given beside body.properties.cluster");
        }

        at["body"].Has(message.Body);
        problems.ThrowIfAny();
        JobId job = TryName(message)!;
        return (job, JobBody.Accept(WithCluster(message, job), ApiVersion.Extended));
    }

    private static void CheckName(Place at, string? name)
    {
        if (at.HasText(name) && !ResourceName.TryParse(name, out _))
            at.Refuse($"must be 1 to {ResourceName.MaxLength} letters, digits, hyphens and underscores");
    }

    private static WireRequest<JobProperties> WithCluster(JobMessage message, JobId job) =>
        message is { Cluster: { } cluster, Body: { Properties: { } properties } body }
            ? body with
            {
                Properties = properties with
                {
                    Cluster = new ResourceReference { Id = new ClusterId(job.Experiment.Workspace, cluster).ArmId },
                },
            }
            : message.Body!;
}
