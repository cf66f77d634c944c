namespace BatchAi.NodeAgent.Tests;

public sealed class MountingLocally : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;

    public void Dispose() => DirectoryTree.Delete(_root);

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("")]
    public void Never_leaves_the_mount_root(string relativeMountPath) =>
        Assert.IsType<MountOutcome.Failed>(Mounter().Mount(new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "share", "", relativeMountPath), _root + "/mounts"));

    [Theory]
    [InlineData("..", "share", "")]
    [InlineData("acct", "..", "")]
    [InlineData("acct", "", "")]
    [InlineData("acct", "share", "../../x")]
    public void Never_leaves_the_volumes(string account, string share, string directory) =>
        Assert.IsType<MountOutcome.Failed>(Mounter().Mount(new VolumeMount(VolumeMountKind.AzureFileShare, account, share, directory, "m"), _root + "/mounts"));

    [Fact]
    public void Makes_the_volume_on_first_use_and_takes_only_the_link_away()
    {
        LocalVolumeMounter mounter = Mounter();
        VolumeMount volume = new(VolumeMountKind.AzureFileShare, "acct", "share", "logs", "a/b");

        for (int twice = 0; twice < 2; twice++)
            Assert.Equal(new MountOutcome.Mounted(_root + "/mounts/a/b", _root + "/volumes/acct/share/logs"), mounter.Mount(volume, _root + "/mounts"));
        File.WriteAllText(_root + "/mounts/a/b/kept", "");
        for (int twice = 0; twice < 2; twice++)
            mounter.Unmount(_root + "/mounts/a/b");

        Assert.False(Directory.Exists(_root + "/mounts/a/b"));
        Assert.True(File.Exists(_root + "/volumes/acct/share/logs/kept"));
    }

    [Fact]
    public void An_existing_directory_stands_in_and_may_be_read_only()
    {
        Directory.CreateDirectory(_root + "/data");
        LocalVolumeMounter mounter = Mounter(new() { ["acct/share"] = _root + "/data:ro", ["acct/none"] = _root + "/none" });

        Assert.Equal(_root + "/data", Assert.IsType<MountOutcome.Mounted>(mounter.Mount(new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "share", "", "m"), _root)).StandIn);
        Assert.True(mounter.IsReadOnly(_root + "/m/some/where"));
        Assert.False(mounter.IsReadOnly(_root + "/other"));
        Assert.IsType<MountOutcome.Failed>(mounter.Mount(new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "none", "", "n"), _root));
        Assert.False(Directory.Exists(_root + "/none"));
    }

    private LocalVolumeMounter Mounter(Dictionary<string, string>? existing = null) => new(_root + "/volumes", existing ?? []);
}
