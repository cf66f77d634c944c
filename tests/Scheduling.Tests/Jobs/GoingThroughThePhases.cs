using BatchAi.Model;

namespace BatchAi.Scheduling.Tests;

public sealed class GoingThroughThePhases
{
    private static readonly DateTimeOffset s_start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly BatchAIError s_broken = new() { Code = "Broken" };
    private static readonly JobRetryPolicy s_upTo9 = new() { ExitCodeRanges = [new ExitCodeRange { Start = 5, End = 9 }], MaxRetries = 2 };

    /// <summary>
    /// Reports are one letter a node: - none, p preparing, P prepared, L launched, F finished well, 7 finished with 7,
    /// B finished as broken, S stopped, C clean, G gone.
    /// </summary>
    [Theory]
    [InlineData(JobPhase.Reserved, "--", JobPhase.Prepare)]
    [InlineData(JobPhase.Prepare, "P-", JobPhase.Prepare)]
    [InlineData(JobPhase.Prepare, "Pp", JobPhase.Prepare)]
    [InlineData(JobPhase.Prepare, "PP", JobPhase.Launch)]
    [InlineData(JobPhase.Prepare, "PL", JobPhase.Launch)]
    [InlineData(JobPhase.Prepare, "PF", JobPhase.Prepare)]
    [InlineData(JobPhase.Prepare, "PG", JobPhase.Prepare)]
    [InlineData(JobPhase.Launch, "LL", JobPhase.Launch)]
    [InlineData(JobPhase.Launch, "LF", JobPhase.Launch)]
    [InlineData(JobPhase.Launch, "GL", JobPhase.Launch)]
    [InlineData(JobPhase.Stop, "SL", JobPhase.Stop)]
    [InlineData(JobPhase.Stop, "F-", JobPhase.Stop)]
    [InlineData(JobPhase.Stop, "FS", JobPhase.Stop)]
    [InlineData(JobPhase.Stop, "SS", JobPhase.Clean)]
    [InlineData(JobPhase.Stop, "SG", JobPhase.Clean)]
    [InlineData(JobPhase.Clean, "SC", JobPhase.Clean)]
    [InlineData(JobPhase.Clean, "CC", JobPhase.Clean, true)]
    public void A_phase_is_raised_when_every_node_has_reported_the_one_before(
        JobPhase phase,
        string reports,
        JobPhase next,
        bool released = false)
    {
        JobMove move = Next(View(phase, reports));

        Assert.Equal((next, released), (move.Phase, move.Released));
        Assert.Null(move.Result);
    }

    [Theory]
    [InlineData(JobPhase.Prepare, "pB", null, "Broken")]
    [InlineData(JobPhase.Prepare, "P7", 7, "JobPreparationFailed")]
    [InlineData(JobPhase.Prepare, "7B", 7, "JobPreparationFailed")]
    [InlineData(JobPhase.Launch, "FL", 0, null)]
    [InlineData(JobPhase.Launch, "7L", 7, "JobFailed")]
    [InlineData(JobPhase.Launch, "BL", null, "Broken")]
    [InlineData(JobPhase.Launch, "L7", 7, "JobFailed")]
    [InlineData(JobPhase.Launch, "LB", null, "Broken")]
    [InlineData(JobPhase.Launch, "F7", 0, null)]
    [InlineData(JobPhase.Launch, "LB7", null, "Broken")]
    public void The_end_of_the_master_or_a_failure_anywhere_is_the_result(JobPhase phase, string reports, int? exitCode, string? error)
    {
        JobMove move = Next(View(phase, reports));

        Assert.Equal(JobPhase.Stop, move.Phase);
        Assert.Equal((exitCode, error), (move.Result?.ExitCode, move.Result?.Error?.Code));
        Assert.NotNull(move.Result);
    }

    [Theory]
    [InlineData("FL", null, null)]
    [InlineData("LF", null, null)]
    [InlineData("F-", null, null)]
    [InlineData("FP", null, null)]
    [InlineData("FG", null, null)]
    [InlineData("FF", 0, null)]
    [InlineData("FFL", 0, null)]
    [InlineData("F7", 7, "JobFailed")]
    [InlineData("7F", 7, "JobFailed")]
    [InlineData("LB", null, "Broken")]
    public void Where_several_nodes_are_waited_for_the_job_ends_with_the_first_failure_or_when_that_many_have_ended_well(
        string reports, int? exitCode, string? error)
    {
        JobView job = View(JobPhase.Launch, reports);
        JobMove move = Next(job with { Nodes = [.. job.Nodes.Select(node => node is null ? null : node with { AwaitedNodes = 2 })] });

        Assert.Equal(exitCode is null && error is null ? JobPhase.Launch : JobPhase.Stop, move.Phase);
        Assert.Equal((exitCode, error), (move.Result?.ExitCode, move.Result?.Error?.Code));
    }

    [Fact]
    public void The_node_that_failed_first_speaks_for_the_job_whatever_its_rank()
    {
        NodeReport Failed(int code, double at) => new()
        {
            Step = JobStep.Finished,
            ExitCode = code,
            EndedAt = s_start.AddSeconds(at),
            AwaitedNodes = 3,
        };

        JobView job = View(JobPhase.Launch, "LLL") with { Nodes = [Failed(1, 2.5), Failed(9, 2), Failed(1, 3)] };

        Assert.Equal(9, Next(job).Result?.ExitCode);
    }

    [Theory]
    [InlineData(JobPhase.Reserved, "--")]
    [InlineData(JobPhase.Prepare, "PP")]
    [InlineData(JobPhase.Launch, "LL")]
    public void A_terminated_job_stops_from_any_phase_with_no_exit_code(JobPhase phase, string reports)
    {
        JobMove move = Next(View(phase, reports) with { StopRequested = true });

        Assert.Equal((JobPhase.Stop, new JobResult { Error = JobErrors.Terminated }), (move.Phase, move.Result));
    }

    [Fact]
    public void A_job_that_has_finished_is_not_terminated_any_more() =>
        Assert.Equal(new JobResult { ExitCode = 0 }, Next(View(JobPhase.Launch, "FL") with { StopRequested = true }).Result);

    [Fact]
    public void A_stop_can_come_with_its_own_result()
    {
        JobResult removed = new() { Error = JobErrors.NodesRemoved };

        Assert.Equal(removed, Next(View(JobPhase.Launch, "LL") with { StopRequested = true, Result = removed }).Result);
    }

    [Fact]
    public void A_requeued_attempt_stops_without_a_result() =>
        Assert.Equal(new JobMove { Phase = JobPhase.Stop }, Next(View(JobPhase.Launch, "LL") with { Requeued = true }));

    [Theory]
    [InlineData(JobPhase.Launch, "7L", 0, true)]
    [InlineData(JobPhase.Launch, "7L", 1, true)]
    [InlineData(JobPhase.Launch, "7L", 2, false)]
    [InlineData(JobPhase.Prepare, "P7", 0, true)]
    [InlineData(JobPhase.Launch, "FL", 0, false)]
    [InlineData(JobPhase.Launch, "BL", 0, false)]
    public void An_exit_code_of_the_policy_stops_the_attempt_without_a_result_while_retries_are_left(
        JobPhase phase, string reports, int retries, bool retried)
    {
        JobMove move = Next(View(phase, reports) with { RetryPolicy = s_upTo9, Retries = retries });

        Assert.Equal(JobPhase.Stop, move.Phase);
        Assert.Equal(retried, move.Retried is { ExitCode: 7 });
        Assert.Equal(retried, move.Result is null);
    }

    /// <summary>q is launched and quiet, e the same with a process that has ended well; L here says that it writes.</summary>
    [Theory]
    [InlineData("Fq", true)]
    [InlineData("Fqq", true)]
    [InlineData("e", true)]
    [InlineData("eq", true)]
    [InlineData("FqL", false)]
    [InlineData("FL", false)]
    [InlineData("qq", false)]
    [InlineData("F-", false)]
    [InlineData("eL", false)]
    public void A_gang_looks_hung_when_a_part_has_ended_well_and_no_other_says_anything(string reports, bool hung)
    {
        NodeReport? Heard(char letter) => letter switch
        {
            'q' => new NodeReport { Step = JobStep.Launched, IsQuiet = true },
            'e' => new NodeReport { Step = JobStep.Launched, IsQuiet = true, SomeEnded = true },
            'L' => new NodeReport { Step = JobStep.Launched, IsQuiet = false },
            _ => Report(letter),
        };
        NodeReport?[] nodes =
            [.. reports.Select(Heard).Select(node => node is null ? null : node with { AwaitedNodes = reports.Length + 1 })];
        JobView job = View(JobPhase.Launch, "") with { Nodes = nodes };

        Assert.Equal(new JobMove { Phase = JobPhase.Launch, LooksHung = hung }, Next(job));
        JobMove again = Next(job with { RetryPolicy = new JobRetryPolicy { WhenHung = true, MaxRetries = 2 }, Retries = 1 });
        Assert.Equal((hung, hung ? JobPhase.Stop : JobPhase.Launch), (again.Retried is { Error.Code: "JobLooksHung" }, again.Phase));
        Assert.Equal(hung, Next(job with { RetryPolicy = new JobRetryPolicy { WhenHung = true, MaxRetries = 1 }, Retries = 1 }).LooksHung);
    }

    [Fact]
    public void A_job_that_is_to_end_is_not_retried() =>
        Assert.Equal(7, Next(View(JobPhase.Launch, "7L") with { RetryPolicy = s_upTo9, StopRequested = true }).Result?.ExitCode);

    [Fact]
    public void The_server_ends_a_job_five_minutes_after_its_limit_and_not_earlier()
    {
        JobView job = View(JobPhase.Launch, "LL");
        DateTimeOffset end = s_start.AddHours(1).AddMinutes(5);

        Assert.Equal(new JobMove { Phase = JobPhase.Launch }, JobPhases.Next(job, end.AddSeconds(-1)));
        Assert.Equal("JobMaxWallClockTimeExceeded", JobPhases.Next(job, end).Result?.Error?.Code);
    }

    [Fact]
    public void A_limit_of_for_ever_is_no_limit() =>
        Assert.Null(
            JobPhases
                .Next(View(JobPhase.Launch, "LL") with { MaxWallClockTime = TimeSpan.MaxValue }, DateTimeOffset.MaxValue.AddTicks(-1))
                .Result);

    [Fact]
    public void Over_all_phases_and_reports_no_phase_goes_down_no_result_changes_and_nothing_launches_unprepared()
    {
        JobResult earlier = new() { ExitCode = 3, Error = JobErrors.Failed };
        string[] pairs = [.. from first in "-pPLF7BSCG" from second in "-pPLF7BSCG" select $"{first}{second}"];
        int seen = 0;

        foreach (JobPhase phase in Enum.GetValues<JobPhase>())
        {
            foreach (JobView bare in pairs.Select(reports => View(phase, reports)))
            {
                foreach (
                    JobView job in new[]
                    {
                        bare,
                        bare with
                        {
                            StopRequested = true,
                        },
                        bare with
                        {
                            Requeued = true,
                        },
                        bare with
                        {
                            Result = earlier,
                        },
                        bare with
                        {
                            RetryPolicy = s_upTo9,
                        },
                    }
                )
                {
                    JobMove move = Next(job);
                    bool prepared = job.Nodes.All(node => node is { Step: JobStep.Prepared or JobStep.Launched });
                    bool clean = job.Nodes.All(node => node?.Step == JobStep.Clean);

                    Assert.True(move.Phase >= phase, $"{job} went down to {move.Phase}");
                    Assert.True(move.Phase <= phase + 1 || move.Phase == JobPhase.Stop, $"{job} skipped to {move.Phase}");
                    Assert.True(move.Phase != JobPhase.Launch || phase == JobPhase.Launch || prepared, $"{job} launched unprepared");
                    Assert.True(job.Result is null || move.Result == job.Result, $"{job} changed its result");
                    Assert.True(move.Retried is null || move is { Phase: JobPhase.Stop, Result: null }, $"{job} is retried and goes on");
                    Assert.True(move.Result is null || move.Phase >= JobPhase.Stop, $"{job} has a result and goes on");
                    Assert.Equal(move.Released, phase == JobPhase.Clean && clean);
                    seen++;
                }
            }
        }

        Assert.Equal(5 * 100 * 5, seen);
    }

    private static JobMove Next(JobView job) => JobPhases.Next(job, s_start.AddMinutes(10));

    private static JobView View(JobPhase phase, string reports) =>
        new() { Phase = phase, Nodes = [.. reports.Select(Report)], StartedAt = s_start, MaxWallClockTime = TimeSpan.FromHours(1) };

    private static NodeReport? Report(char letter) => letter switch
    {
        '-' => null,
        'p' => new NodeReport { Step = JobStep.Preparing },
        'P' => new NodeReport { Step = JobStep.Prepared, ExitCode = 0 },
        'L' => new NodeReport { Step = JobStep.Launched, ExitCode = 0 },
        'F' => new NodeReport { Step = JobStep.Finished, ExitCode = 0 },
        '7' => new NodeReport { Step = JobStep.Finished, ExitCode = 7 },
        'B' => new NodeReport { Step = JobStep.Finished, Failure = s_broken },
        'S' => new NodeReport { Step = JobStep.Stopped },
        'C' => new NodeReport { Step = JobStep.Clean },
        _ => NodeReport.Gone,
    };
}
