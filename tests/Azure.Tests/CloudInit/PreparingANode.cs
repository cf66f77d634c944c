namespace BatchAi.AzureAdapters.Tests;

public sealed class PreparingANode
{
    private const string Prepare = "/usr/local/lib/batchai/prepare-node";

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
    public void Tries_again_when_packages_cannot_be_had_and_goes_on_without_them()
    {
        using Sandbox sandbox = Machine(installed: false).Stub("apt-get", "exit 100").Stub("curl", "exit 6");

        (int code, string output) = sandbox.Run(Prepare);

        Assert.True(code == 0, output);
        Assert.Equal(3, sandbox.Calls.Count(call => call.StartsWith("apt-get", StringComparison.Ordinal)));
        Assert.Equal(["sleep 10", "sleep 20", "sleep 30"], sandbox.Calls.Where(call => call.StartsWith("sleep", StringComparison.Ordinal)));
    }

    [Fact]
    public void Asks_Microsoft_for_blobfuse_only_where_the_image_does_not_know_it()
    {
        using Sandbox sandbox = Machine(installed: false).Stub("apt-get").Stub("curl").Stub("dpkg");

        Assert.Equal(0, sandbox.Run(Prepare).ExitCode);

        Assert.Contains(
            sandbox.Calls,
            call =>
                call.StartsWith("curl", StringComparison.Ordinal)
                && call.EndsWith("/packages-microsoft-prod.deb", StringComparison.Ordinal));
        Assert.Contains(sandbox.Calls, call => call.StartsWith("dpkg --install", StringComparison.Ordinal));
        Assert.Equal(
            2,
            sandbox.Calls.Count(call =>
                call.StartsWith("apt-get", StringComparison.Ordinal) && call.Contains(" install ", StringComparison.Ordinal)));
        Assert.EndsWith(" install fuse3 blobfuse2", sandbox.Calls[^1], StringComparison.Ordinal);
    }

    private static Sandbox Machine(bool installed)
    {
        Sandbox sandbox = new();
        return sandbox.With(ANode.With(options => options)).Stub("sleep")
            .Stub("dpkg-query", installed ? "echo installed" : "exit 1").Stub("apt-cache", "exit 100").Stub("apt-get");
    }
}
