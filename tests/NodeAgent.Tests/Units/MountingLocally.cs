using System.Diagnostics;
using BatchAi.Linux;

namespace BatchAi.NodeAgent.Tests;

public sealed class MountingLocally : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;

    public void Dispose() => TreeRemoval.Delete(_root);

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("")]
    public async Task Never_leaves_the_mount_root(string relativeMountPath) =>
        Assert.IsType<MountOutcome.Failed>(
            await MountAsync(
                Mounter(),
                new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "share", "", relativeMountPath),
                _root + "/mounts"));

    [Theory]
    [InlineData("..", "share", "")]
    [InlineData("acct", "..", "")]
    [InlineData("acct", "", "")]
    [InlineData("acct", "share", "../../x")]
    public async Task Never_leaves_the_volumes(string account, string share, string directory) =>
        Assert.IsType<MountOutcome.Failed>(
            await MountAsync(
                Mounter(),
                new VolumeMount(VolumeMountKind.AzureFileShare, account, share, directory, "m"),
                _root + "/mounts"));

    [Fact]
    public async Task A_link_that_a_job_laid_into_a_volume_never_leads_the_agent_to_a_directory_of_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only an agent of root has a job user");
        JobUser nobody = JobUser.TryFind("nobody")!;
        string ofRoot = OwnerOnly.CreateDirectory(_root + "/of-root");
        File.CreateSymbolicLink(ofRoot + "/b", "/etc/hostname");
        Directory.CreateDirectory(_root + "/volumes/unmanaged");
        File.CreateSymbolicLink(_root + "/volumes/unmanaged/a", ofRoot);
        nobody.Own(_root + "/volumes");
        nobody.Own(_root + "/volumes/unmanaged");
        File.SetUnixFileMode(_root, (UnixFileMode)0b111_001_001);
        LocalVolumeMounter mounter = new(_root + "/volumes", new Dictionary<string, string>(), nobody);

        await MountAsync(mounter, new VolumeMount(VolumeMountKind.Unmanaged, "", "", "", "a"), _root + "/mounts");
        MountOutcome below = await MountAsync(mounter, new VolumeMount(VolumeMountKind.Unmanaged, "", "", "", "a/c"), _root + "/mounts");
        Assert.IsType<MountOutcome.Failed>(below);
        await mounter.UnmountAsync(_root + "/mounts/a/b", TestContext.Current.CancellationToken);

        Assert.Equal([ofRoot + "/b"], Directory.EnumerateFileSystemEntries(ofRoot));
    }

    [Fact]
    public async Task Makes_the_volume_on_first_use_and_takes_only_the_link_away()
    {
        LocalVolumeMounter mounter = Mounter();
        VolumeMount volume = new(VolumeMountKind.AzureFileShare, "acct", "share", "logs", "a/b");

        for (int twice = 0; twice < 2; twice++)
            Assert.Equal(
                new MountOutcome.Mounted(_root + "/mounts/a/b", _root + "/volumes/acct/share/logs"),
                await MountAsync(mounter, volume, _root + "/mounts"));
        File.WriteAllText(_root + "/mounts/a/b/kept", "");
        for (int twice = 0; twice < 2; twice++)
            await mounter.UnmountAsync(_root + "/mounts/a/b", TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(_root + "/mounts/a/b"));
        Assert.True(File.Exists(_root + "/volumes/acct/share/logs/kept"));
    }

    [Theory]
    [InlineData("0777", "0777", "666", "777")]
    [InlineData("0640", "0750", "640", "750")]
    [InlineData("0600", "0777", "600", "711")]
    public async Task What_is_made_in_a_share_has_the_modes_of_its_mount_whatever_the_umask(
        string fileMode, string directoryMode, string ofFile, string ofDirectory)
    {
        string probe = Directory.CreateDirectory(_root + "/probe").FullName;
        bool hasLists = InheritedModes.TrySet(probe, UnixFileMode.None, UnixFileMode.None);
        Assert.SkipUnless(hasLists, "the file system has no access control lists");
        VolumeMount volume = new(VolumeMountKind.AzureFileShare, "acct", "share", "", "m") { Modes = (fileMode, directoryMode) };
        await MountAsync(Mounter(), volume, _root + "/mounts");

        using Process maker = Process.Start("sh", ["-c", $"umask 077; cd {_root}/mounts/m && mkdir -p d/e && touch f d/e/f"]);
        await maker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([ofFile, ofFile], ((string[])["f", "d/e/f"]).Select(ModeOf));
        Assert.Equal([ofDirectory, ofDirectory], ((string[])["d", "d/e"]).Select(ModeOf));

        string ModeOf(string path) => Convert.ToString((int)File.GetUnixFileMode($"{_root}/mounts/m/{path}"), 8);
    }

    [Fact]
    public async Task An_existing_directory_stands_in_and_may_be_read_only()
    {
        Directory.CreateDirectory(_root + "/data");
        LocalVolumeMounter mounter = Mounter(new() { ["acct/share"] = _root + "/data:ro", ["acct/none"] = _root + "/none" });

        Assert.Equal(
            _root + "/data",
            Assert
                .IsType<MountOutcome.Mounted>(
                    await MountAsync(mounter, new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "share", "", "m"), _root))
                .StandIn);
        Assert.True(mounter.IsReadOnly(_root + "/m/some/where"));
        Assert.False(mounter.IsReadOnly(_root + "/other"));
        Assert.IsType<MountOutcome.Failed>(
            await MountAsync(mounter, new VolumeMount(VolumeMountKind.AzureFileShare, "acct", "none", "", "n"), _root));
        Assert.False(Directory.Exists(_root + "/none"));
    }

    private static Task<MountOutcome> MountAsync(LocalVolumeMounter mounter, VolumeMount volume, string root) =>
        mounter.MountAsync(volume, root, TestContext.Current.CancellationToken);

    private LocalVolumeMounter Mounter(Dictionary<string, string>? existing = null) => new(_root + "/volumes", existing ?? []);
}
