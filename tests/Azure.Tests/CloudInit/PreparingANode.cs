namespace BatchAi.AzureAdapters.Tests;

public sealed class PreparingANode
{
    private const string Prepare = "/usr/local/lib/batchai/prepare-node";
    private const string Install = "/usr/local/lib/batchai/install-packages";

    [Fact]
    public void Makes_the_user_of_the_jobs_once_with_the_same_number_everywhere()
    {
        using Sandbox sandbox = Machine(installed: true);

        (int code, string output) = sandbox.Run($"{Prepare} && {Prepare} && getent passwd batchai-job && id --groups --name batchai-job");

        Assert.True(code == 0, output);
        Assert.EndsWith(
            "batchai-job:x:11000:11000::/mnt/batch/tasks/shared/LS_root/home:/bin/bash\nbatchai-job\n",
            output,
            StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [Fact]
    public void Starts_the_agent_before_anything_is_installed()
    {
        using Sandbox sandbox = Machine(installed: false).Stub("systemctl");

        (int code, string output) = sandbox.Run("/var/lib/cloud/scripts/per-boot/batchai && /var/lib/cloud/scripts/per-boot/batchai");

        Assert.True(code == 0, output);
        string[] once =
        [
            "systemctl daemon-reload",
            "systemctl enable --now batchai-metadata.service",
            "systemctl enable --now --no-block batchai-agent.service",
        ];
        Assert.Equal([.. once, .. once], sandbox.Calls);
    }

    [Fact]
    public void Fails_without_what_the_wall_is_made_of_so_that_the_agent_does_not_start()
    {
        using Sandbox sandbox = Machine(installed: false).Stub("apt-get", "exit 100");

        (int code, string output) = sandbox.Run($"rm -f /usr/sbin/nft /sbin/nft; {Prepare}");

        Assert.NotEqual(0, code);
        Assert.Contains("try 3 of 3 to install nftables curl failed", output, StringComparison.Ordinal);
        Assert.Equal(["sleep 10", "sleep 15"], sandbox.Calls.Where(call => call.StartsWith("sleep", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("share", " install cifs-utils")]
    [InlineData("file-server", " install nfs-common")]
    [InlineData("container", " install fuse3 blobfuse2")]
    public void Installs_what_a_volume_is_mounted_with_when_one_is_mounted(string kind, string last)
    {
        using Sandbox sandbox = Machine(installed: false).Stub("curl").Stub("dpkg");

        Assert.Equal(0, sandbox.Run($"{Install} --for {kind}").ExitCode);

        Assert.EndsWith(last, sandbox.Calls[^1], StringComparison.Ordinal);
        Assert.Equal(kind == "container", sandbox.Calls.Any(call =>
            call.StartsWith("curl", StringComparison.Ordinal) && call.EndsWith("/packages-microsoft-prod.deb", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("share")]
    [InlineData("file-server")]
    [InlineData("container")]
    public void Asks_nobody_for_what_is_there(string kind)
    {
        using Sandbox sandbox = Machine(installed: true);

        Assert.Equal(0, sandbox.Run($"{Install} --for {kind}").ExitCode);

        Assert.All(sandbox.Calls, call => Assert.StartsWith("dpkg-query", call, StringComparison.Ordinal));
    }

    /// <summary>An archive that has no such package has none at the next try either.</summary>
    [Fact]
    public void Does_not_wait_for_a_package_that_no_archive_has()
    {
        using Sandbox sandbox = Machine(installed: false).Stub("curl", "exit 22");

        (int code, string output) = sandbox.Run($"{Install} --for container");

        Assert.Equal(1, code);
        Assert.Contains("without blobfuse2 no container is mounted here", output, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal)
            || call.StartsWith("sleep", StringComparison.Ordinal));
    }

    private static Sandbox Machine(bool installed)
    {
        Sandbox sandbox = new();
        return sandbox.With(ANode.With(options => options)).Stub("sleep")
            .Stub("dpkg-query", installed ? "echo installed" : "exit 1").Stub("apt-cache", "exit 100").Stub("apt-get");
    }
}
