namespace BatchAi.Model;

/// <summary>A command run on every node after allocation or reboot.</summary>
public sealed record SetupTask
{
    public string? CommandLine { get; init; }

    public IReadOnlyList<EnvironmentVariable>? EnvironmentVariables { get; init; }

    public IReadOnlyList<EnvironmentVariableWithSecretValue>? Secrets { get; init; }

    public string? StdOutErrPathPrefix { get; init; }

    /// <summary>Read-only: {subscription}/{group}/workspaces/{workspace}/clusters/{cluster}/{uid}.</summary>
    public string? StdOutErrPathSuffix { get; init; }
}
