namespace BatchAi.Model.Tests;

/// <summary>Who starts the ranks of a custom MPI job can be said from 2026-11-01 on.</summary>
public sealed class StartingRanks
{
    [Theory]
    [InlineData("mpirun")]
    [InlineData("agent")]
    public void The_launcher_is_kept_at_the_new_version_and_unread_at_the_old(string launcher)
    {
        Assert.Equal(launcher, Bodies.Job(Body(launcher), ApiVersion.Extended).CustomMpiSettings!.Launcher);
        Assert.Null(Bodies.Job(Body(launcher), ApiVersion.Classic).CustomMpiSettings!.Launcher);
    }

    [Fact]
    public void Any_other_is_refused_at_the_new_version_only()
    {
        ApiException refused = Assert.Throws<ApiException>(() => Bodies.Job(Body("srun"), ApiVersion.Extended));

        Assert.Contains("launcher must be mpirun or agent", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(Bodies.Job(Body("srun"), ApiVersion.Classic));
    }

    private static string Body(string launcher) => $$"""
        {
          "properties": {
            "cluster": { "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c" },
            "nodeCount": 2,
            "stdOutErrPathPrefix": "$AZ_BATCHAI_MOUNT_ROOT/o",
            "customMpiSettings": { "commandLine": "true", "launcher": "{{launcher}}" }
          }
        }
        """;
}
