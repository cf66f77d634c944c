using BatchAi.Linux;
using BatchAi.Testing;

namespace BatchAi.LocalCloud.Tests;

/// <summary>Whatever lies on an instance when it goes, it goes, and so does the cloud when it is stopped.</summary>
public sealed class WhatInstancesLeave
{
    /// <summary>In the home directory and among the temporary files: names of any bytes, a closed directory, a very deep tree.</summary>
    private const string Odd = """
        #!/bin/bash
        mkdir -p "$TMPDIR" "$HOME"
        for place in "$TMPDIR" "$HOME"; do
            cd "$place"; touch $'caf\xe9.txt'; mkdir $'\xff'; touch $'\xff/\xfe'; mkfifo pipe; ln -s loop loop; mkdir shut; chmod 000 shut
            for i in $(seq 100); do mkdir a-directory-with-a-name-of-nearly-fifty-characters; cd a-d*; done
        done
        touch "$BATCHAI_INSTANCE_DIR/done"
        exec sleep 1000
        """;

    /// <summary>A file that not even root can remove, in the home directory and among the temporary files.</summary>
    private const string LeavesImmutable = """
        #!/bin/bash
        mkdir -p "$TMPDIR"
        for place in "$TMPDIR" "$HOME"; do touch "$place"/$'caf\xe9' && chattr +i "$place"/$'caf\xe9'; done
        echo "$TMPDIR" > "$BATCHAI_INSTANCE_DIR/now" && mv "$BATCHAI_INSTANCE_DIR/now" "$BATCHAI_INSTANCE_DIR/done"
        exec sleep 1000
        """;

    private const string Mounting = """
        #!/bin/bash
        mkdir -p "$HOME"/$'m\xe9' && mount -t tmpfs t "$HOME"/$'m\xe9' && touch "$HOME"/$'m\xe9'/file
        touch "$BATCHAI_INSTANCE_DIR/done"
        exec sleep 1000
        """;

    [Fact]
    public async Task Odd_names_closed_directories_and_deep_trees_go_with_it()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Odd);
        await DoneAsync(cloud);

        using HttpResponseMessage emptied = await cloud.ResizeAsync("bai-a", 0);
        await cloud.FinishAsync(emptied);

        await GoneAsync(cloud);
        Assert.Empty(SetAside(cloud));
    }

    [Fact]
    public async Task What_was_mounted_is_unmounted_when_it_goes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Mounting);
        await DoneAsync(cloud);
        Assert.SkipUnless(new MountTable().Below(cloud.Directory).Count == 1, "nothing can be mounted here");

        using HttpResponseMessage emptied = await cloud.ResizeAsync("bai-a", 0);
        await cloud.FinishAsync(emptied);

        await GoneAsync(cloud);
        Assert.Empty(new MountTable().Below(cloud.Directory));
        Assert.Empty(SetAside(cloud));
    }

    [Fact]
    public async Task What_was_mounted_is_unmounted_when_the_cloud_stops()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Mounting);
        await DoneAsync(cloud);

        await cloud.Server.StopInstancesAsync(TestContext.Current.CancellationToken);

        Assert.Empty(new MountTable().Below(cloud.Directory));
    }

    [Fact]
    public async Task Files_that_nobody_can_remove_hold_neither_the_instance_nor_the_scale_set_nor_the_end_of_the_cloud()
    {
        Assert.SkipUnless(Immutable.CanBeMade(), "files cannot be made immutable here");
        // Its temporary files are elsewhere when the directory's path is long: the end of the cloud removes them alone.
        string temporary = "";
        await using ACloud cloud = await ACloud.StartAsync();
        try
        {
            await cloud.CreateAsync("bai-a", 2, LeavesImmutable);
            await DoneAsync(cloud);
            await DoneAsync(cloud, "1");
            temporary = await File.ReadAllTextAsync($"{cloud.InstanceDirectory("bai-a", "1")}/done", TestContext.Current.CancellationToken);

            using HttpResponseMessage removed = await cloud.RemoveAsync("bai-a", "0");
            await cloud.FinishAsync(removed);
            await GoneAsync(cloud);
            int ofOne = SetAside(cloud).Length;
            await cloud.Server.StopInstancesAsync(TestContext.Current.CancellationToken);
            await cloud.RestartAsync();
            await DoneAsync(cloud, "1");
            using HttpResponseMessage deleted = await cloud.SendAsync(HttpMethod.Delete, $"{ACloud.Group}/bai-a");
            await cloud.FinishAsync(deleted);

            Assert.True(ofOne >= 1);
            Assert.False(Directory.Exists(Path.Combine(cloud.Directory, "instances", "bai-a")));
            Assert.True(SetAside(cloud).Length > ofOne);
            Immutable.End($"{cloud.Directory}/set-aside");
            await cloud.RestartAsync();
            await ACloud.EventuallyAsync("what was set aside is removed", () => SetAside(cloud).Length == 0);
        }
        finally
        {
            Immutable.End(cloud.Directory, temporary.Trim());
            TreeRemoval.Remove(temporary.Trim());
        }
    }

    /// <summary>Waits until an instance's script has done all it does, and its data is there.</summary>
    private static Task DoneAsync(ACloud cloud, string id = "0") =>
        ACloud.EventuallyAsync("the script is done", () => File.Exists($"{cloud.InstanceDirectory("bai-a", id)}/done"));

    private static async Task GoneAsync(ACloud cloud) =>
        await ACloud.EventuallyAsync("the instance is gone", async () =>
        {
            IReadOnlyList<string> ids = await cloud.ListIdsAsync("bai-a");
            return (!ids.Contains("0") && !Directory.Exists(cloud.InstanceDirectory("bai-a", "0")), string.Join(", ", ids));
        });

    private static string[] SetAside(ACloud cloud) =>
        Directory.Exists($"{cloud.Directory}/set-aside") ? Directory.GetFileSystemEntries($"{cloud.Directory}/set-aside") : [];
}
