namespace BatchAi.Model;

/// <summary>The errors a job can end with: codes and messages of the runtime contract, section 12.</summary>
public static class JobErrors
{
    public static BatchAIError Failed { get; } = Of("JobFailed", "Job failed with non-zero exit code");

    /// <summary>One of several processes of the job ended badly.</summary>
    /// <param name="process">As people call it, and where it ran.</param>
    public static BatchAIError ProcessFailed(string process) =>
        Of(Failed.Code!, Failed.Message!, new NameValuePair { Name = "Process", Value = process });

    public static BatchAIError PreparationFailed { get; } =
        Of("JobPreparationFailed", "Job preparation task failed with non-zero exit code");

    public static BatchAIError Terminated { get; } = Of("JobTerminated", "The specified job has been terminated by the user");

    /// <summary>A job of a toolkit that came after the agent that should run it.</summary>
    public static BatchAIError ToolkitNotSupported { get; } =
        Of("ToolkitNotSupported", $"The node agent knows none of the job's settings; it knows {string.Join(", ", Toolkits.Properties)}");

    /// <summary>Our own code: what the old service said at the limit is not recorded.</summary>
    public static BatchAIError WallClockExceeded(TimeSpan limit) =>
        Of(
            "JobMaxWallClockTimeExceeded",
            $"The job ran longer than its constraints.maxWallClockTime of {System.Xml.XmlConvert.ToString(limit)}");

    /// <summary>Why nodes of one machine start no container, and what to do.</summary>
    public const string NoContainerRuntime =
        "this node has no container runtime; start the host with --containers host to run such jobs on the host";

    /// <summary>The container could not be started.</summary>
    public static BatchAIError FailedStartingContainer(string image, string reason) =>
        Of(
            "FailedStartingContainer",
            "unable to start docker container",
            new NameValuePair { Name = "imageName", Value = image },
            new NameValuePair { Name = "reason", Value = reason });

    /// <summary>A node was taken away and the cluster's settings say that its job is not run again.</summary>
    public static BatchAIError NodesRemoved { get; } =
        Of("JobNodesRemoved", "The nodes of the job were removed and the cluster's nodeDeallocationOption is terminate");

    /// <summary>Why an attempt was given up that another followed.</summary>
    /// <param name="why">For example <c>node 3 is lost</c>.</param>
    public static BatchAIError Requeued(string why) => Of("JobRequeued", $"The job was put back into the queue: {why}");

    /// <summary>A guess, and no more: a program may be silent for long.</summary>
    public static BatchAIError LooksHung { get; } = Of(
        "JobLooksHung",
        "Some processes of the job have ended well, and the others have written nothing for ten minutes: "
            + "they may wait for those that ended");

    /// <summary>The limit of the job's own policy.</summary>
    public static BatchAIError TooManyNodesLost(int losses, int most) =>
        Of("JobNodesLost", $"Attempts of the job lost a node {losses} times; its retryPolicy.maxNodeLosses is {most}");

    /// <summary>The directories or mounts of a job could not be made on a node.</summary>
    public static BatchAIError SetupFailed(string code, string message, string detail) =>
        Of(code, message, new NameValuePair { Name = "Info", Value = detail });

    private static BatchAIError Of(string code, string message, params NameValuePair[] details) =>
        new() { Code = code, Message = message, Details = details.Length == 0 ? null : details };
}
