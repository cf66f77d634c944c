using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class RunningAGang
{
    [Fact]
    public async Task Prepares_every_node_and_runs_the_command_on_the_master_alone()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync("1");
        await machine.ReadyAgentAsync("2");
        JobLaunch job = Gang(
            machine,
            preparation: "echo prep $AZ_BATCHAI_NODE_IP; echo $AZ_BATCHAI_NODE_IP > $AZ_BATCHAI_SHARED_JOB_TEMP/$AZ_BATCH_NODE_ID");

        machine.Assign(job, JobPhase.Prepare, "1", "2");
        await machine.ReachesAsync(JobStep.Prepared, job, "1");
        await machine.ReachesAsync(JobStep.Prepared, job, "2");
        machine.Assign(job, JobPhase.Launch, "1", "2");
        JobReport master = await machine.ReachesAsync(JobStep.Finished, job, "1");
        JobReport other = await machine.ReachesAsync(JobStep.Launched, job, "2");

        Assert.Equal((0, JobStep.Launched), (master.ExitCode, other.Step));
        Assert.Equal("127.0.0.1 slots=1 max_slots=1\n127.0.0.2 slots=1 max_slots=1\n127.0.0.1\n127.0.0.2\n", machine.Read("stdout.txt"));
        foreach (string instanceId in (string[])["1", "2"])
        {
            string nodeId = machine.Api.Node(instanceId).NodeId;
            Assert.Equal($"prep 127.0.0.{instanceId}\n", machine.Read($"stdout-job_prep-{nodeId}.txt"));
            Assert.True(File.Exists(machine.Output($"execution-{nodeId}.log")));
        }

        machine.Assign(job, JobPhase.Clean, "1", "2");
        await machine.ReachesAsync(JobStep.Clean, job, "1");
        await machine.ReachesAsync(JobStep.Clean, job, "2");
    }

    [Fact]
    public async Task A_prepared_node_launches_nothing_while_another_prepares()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync("1");
        await machine.ReadyAgentAsync("2");
        JobLaunch job = Gang(machine, preparation: "true");

        machine.Assign(job, JobPhase.Prepare, "1");
        await machine.ReachesAsync(JobStep.Prepared, job, "1");
        machine.Assign(job, JobPhase.Prepare, "1", "2");
        await machine.ReachesAsync(JobStep.Prepared, job, "2");

        Assert.Equal(JobStep.Prepared, machine.Report(job, "1")?.Step);
        Assert.False(File.Exists(machine.Output("stdout.txt")));
    }

    [Fact]
    public async Task Reports_the_preparation_that_failed_on_one_node()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync("1");
        await machine.ReadyAgentAsync("2");
        JobLaunch job = Gang(machine, preparation: "[ $AZ_BATCHAI_NODE_IP = 127.0.0.1 ] || exit 3");

        machine.Assign(job, JobPhase.Prepare, "1", "2");
        JobReport failed = await machine.ReachesAsync(JobStep.Finished, job, "2");
        JobReport prepared = await machine.ReachesAsync(JobStep.Prepared, job, "1");

        Assert.Equal((3, "JobPreparationFailed"), (failed.ExitCode, failed.Failure?.Code));
        Assert.Equal((JobStep.Prepared, null), (prepared.Step, prepared.Failure));
    }

    private static JobLaunch Gang(Machine machine, string preparation) =>
        AJob.On(
            machine,
            "cat $AZ_BATCHAI_MPI_HOST_FILE; cat $AZ_BATCHAI_SHARED_JOB_TEMP/*",
            nodes: [new GangMember(machine.Api.Node("1").NodeId, "127.0.0.1"), new GangMember(machine.Api.Node("2").NodeId, "127.0.0.2")])
        .With(job => job with { JobPreparation = new JobPreparation { CommandLine = preparation } });
}
