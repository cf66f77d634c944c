namespace BatchAi.Model.Tests;

/// <summary>When a job runs again, and how long its processes have to end, can be said from 2026-11-01 on.</summary>
public sealed class RetryingAJob
{
    [Fact]
    public void The_policy_is_kept_at_the_new_version_with_its_default_and_unread_at_the_old()
    {
        string body = Body("""{"exitCodes":[75],"exitCodeRanges":[{"start":128,"end":159}],"maxNodeLosses":0}""", "30");

        JobProperties job = Bodies.Job(body, ApiVersion.Extended);
        Assert.Equal(
            (JobRetryPolicy.DefaultRetries, 0, 30),
            (job.RetryPolicy!.MaxRetries, job.RetryPolicy.MaxNodeLosses, job.TerminationGraceInSeconds));
        JobProperties old = Bodies.Job(body, ApiVersion.Classic);
        Assert.Equal((null, null), (old.RetryPolicy, old.TerminationGraceInSeconds));
    }

    [Theory]
    [InlineData("""{"exitCodes":[0]}""", "retryPolicy.exitCodes[0] must be between 1 and 255; it is 0")]
    [InlineData("""{"exitCodes":[3,256]}""", "retryPolicy.exitCodes[1] must be between 1 and 255; it is 256")]
    [InlineData("""{"exitCodes":["3"]}""", "retryPolicy.exitCodes[0] must be a whole number")]
    [InlineData("""{"exitCodeRanges":[null]}""", "retryPolicy.exitCodeRanges[0] is required")]
    [InlineData("""{"exitCodeRanges":[{"start":3}]}""", "retryPolicy.exitCodeRanges[0].end is required")]
    [InlineData("""{"exitCodeRanges":[{"start":9,"end":3}]}""", "retryPolicy.exitCodeRanges[0].end must not be below start, 9; it is 3")]
    [InlineData("""{"maxRetries":-1}""", "retryPolicy.maxRetries must be between 0 and 1000; it is -1")]
    [InlineData("""{"maxNodeLosses":1001}""", "retryPolicy.maxNodeLosses must be between 0 and 1000; it is 1001")]
    public void Wrong_values_are_refused_by_name_at_the_new_version_only(string policy, string says)
    {
        ApiException refused = Assert.Throws<ApiException>(() => Bodies.Job(Body(policy, "5"), ApiVersion.Extended));

        Assert.Equal(400, refused.Status);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3601")]
    public void A_grace_beyond_an_hour_is_refused(string seconds)
    {
        ApiException refused = Assert.Throws<ApiException>(() => Bodies.Job(Body("{}", seconds), ApiVersion.Extended));

        Assert.Contains("terminationGraceInSeconds must be between 0 and 3600", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(Bodies.Job(Body("{}", seconds), ApiVersion.Classic));
    }

    [Theory]
    [InlineData(75, 0, true)]
    [InlineData(75, 1, true)]
    [InlineData(75, 2, false)]
    [InlineData(10, 0, true)]
    [InlineData(12, 0, true)]
    [InlineData(13, 0, false)]
    [InlineData(0, 0, false)]
    public void A_policy_retries_its_codes_and_spans_as_often_as_it_says(int exitCode, int retries, bool again)
    {
        JobRetryPolicy policy = new()
        {
            ExitCodes = [75],
            ExitCodeRanges = [new ExitCodeRange { Start = 10, End = 12 }],
            MaxRetries = 2,
        };

        Assert.Equal(again, policy.Retries(exitCode, retries));
    }

    private static string Body(string policy, string grace) => $$"""
        {
          "properties": {
            "cluster": { "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c" },
            "nodeCount": 2,
            "stdOutErrPathPrefix": "$AZ_BATCHAI_MOUNT_ROOT/o",
            "customToolkitSettings": { "commandLine": "true" },
            "retryPolicy": {{policy}},
            "terminationGraceInSeconds": {{grace}}
          }
        }
        """;
}
