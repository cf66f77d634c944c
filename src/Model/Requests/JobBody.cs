namespace BatchAi.Model;

/// <summary>Turns the body of a job's PUT into what is kept: checked, read-only properties dropped, defaults filled in.</summary>
public static class JobBody
{
    /// <exception cref="ApiException">400: names every property that is wrong.</exception>
    public static JobProperties Accept(WireRequest<JobProperties> body, ApiVersion version)
    {
        Problems problems = new();
        JobProperties? job = body.Properties is { } asked ? Visible(asked, version) : null;
        if (problems.Properties.Has(job))
            Check(problems.Properties, job);
        problems.ThrowIfAny();
        return WithDefaults(job!);
    }

    /// <summary>The old api-version neither reads the extras, so they cannot be wrong there, nor shows them.</summary>
    public static JobProperties Visible(JobProperties job, ApiVersion version) => version.HasExtras
        ? job
        : job with
        {
            CustomMpiSettings = job.CustomMpiSettings is { } mpi ? mpi with { Launcher = null } : null,
            RetryPolicy = null,
            TerminationGraceInSeconds = null,
        };

    /// <summary>As <see cref="Visible(JobProperties, ApiVersion)"/>: one that waits had no execution in the old service's eyes.</summary>
    public static ExecutionInfo? Visible(ExecutionInfo? info, ExecutionState state, ApiVersion version) =>
        version.HasExtras || info is null ? info
        : state is ExecutionState.Queued ? null
        : info with { Attempt = null, PreviousAttempt = null, Warnings = null };

    private static void Check(Place at, JobProperties job)
    {
        ReferenceRules.CheckCluster(at["cluster"], job.Cluster);
        if (at["nodeCount"].Has(job.NodeCount))
            at["nodeCount"].Within(job.NodeCount, 1, Limits.MostNodes);
        at["stdOutErrPathPrefix"].HasPath(job.StdOutErrPathPrefix);
        MountRules.Check(at["mountVolumes"], job.MountVolumes);
        ContainerRules.Check(at["containerSettings"], job.ContainerSettings);
        ToolkitRules.Check(at, job);
        if (job.JobPreparation is { } preparation)
            at["jobPreparation"]["commandLine"].HasArgument(preparation.CommandLine);
        DirectoryRules.Check(at, job);
        VariableRules.Check(at, job.EnvironmentVariables, job.Secrets);
        if (job.Constraints?.MaxWallClockTime is { } limit && (limit <= TimeSpan.Zero || limit > Limits.LongestWallClock))
            at["constraints"]["maxWallClockTime"].Refuse("must be above zero and at most P7D");
        if (job.RetryPolicy is { } retries)
            RetryRules.Check(at["retryPolicy"], retries);
        at["terminationGraceInSeconds"].Within(job.TerminationGraceInSeconds, 0, Limits.LongestGrace);
    }

    private static JobProperties WithDefaults(JobProperties job) => job with
    {
        SchedulingPriority = job.SchedulingPriority ?? JobPriority.Normal,
        MountVolumes = Defaults.Fill(job.MountVolumes),
        ToolType = Toolkits.Given(job).Single().ToolType,
        Constraints = new JobConstraints { MaxWallClockTime = job.Constraints?.MaxWallClockTime ?? Limits.LongestWallClock },
        RetryPolicy = job.RetryPolicy is { } policy
            ? policy with { MaxRetries = policy.MaxRetries ?? JobRetryPolicy.DefaultRetries }
            : null,
        JobOutputDirectoryPathSegment = null,
        ExperimentName = null,
        CreationTime = null,
        ProvisioningState = null,
        ProvisioningStateTransitionTime = null,
        ExecutionState = null,
        ExecutionStateTransitionTime = null,
        ExecutionInfo = null,
    };
}
