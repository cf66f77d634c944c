using System.Text.Json;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class MountingOnAzure : IDisposable
{
    private const string Server = "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/ws/fileServers/nfs";

    /// <summary>
    /// Keeps the words it was called with and the secret file as it was then, and changes the mount table as the kernel
    /// would.
    /// </summary>
    private const string Stub = """
        #!/bin/bash
        here=$(dirname "$0")/..
        { printf '%s' "${0##*/}"; printf '|%s' "$@"; echo; } >> "$here/calls"
        for file in "$here"/run/*; do if [ -e "$file" ]; then stat --format %a "$file" >> "$here/modes"; cat "$file" >> "$here/secrets"; fi; done
        case ${0##*/} in
          umount) if [ -e "$here/busy" ] && [ "$1" != --lazy ]; then echo "target is busy" >&2; exit 32; fi
                  sed -i '$d' "$here/mountinfo" ;;
          *) if [ -e "$here/broken" ]; then echo "mount error(13): Permission denied" >&2; exit 32; fi ;;
        esac
        """;

    private static readonly JobUser s_user = new("batchai-job", 11000, 11000);
    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly AzureConfig _azure;
    private readonly HastyClock _clock = new();

    public MountingOnAzure()
    {
        _azure = new AzureConfig
        {
            IdentityClientId = "the-identity",
            StorageAccount = "own",
            InstanceDirectory = _root + "/instance",
            RuntimeDirectory = _root + "/run",
            StorageSuffix = "storage.sovereign.example",
            PackageInstaller = _root + "/no-installer",
        };
        foreach (string directory in (string[])["run", "tools", "instance"])
            Directory.CreateDirectory(Path.Combine(_root, directory));
        File.WriteAllText(_root + "/mountinfo", "");
        foreach (string tool in (string[])["mount", "umount", "blobfuse2"])
        {
            File.WriteAllText(_root + "/tools/" + tool, Stub);
            File.SetUnixFileMode(_root + "/tools/" + tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        File.CreateSymbolicLink(_root + "/tools/bash", "/bin/bash");
    }

    private string MountPoint => _root + "/instance/mounts/a b";

    private string[] Calls => File.Exists(_root + "/calls") ? File.ReadAllLines(_root + "/calls") : [];

    public void Dispose() => TreeRemoval.Delete(_root);

    [Fact]
    public async Task A_share_is_mounted_by_cifs_with_the_key_in_a_file_of_root_only()
    {
        MountOutcome outcome = await MountAsync(
            new MountVolumes
            {
                AzureFileShares =
                [
                    new AzureFileShareReference
                    {
                        AccountName = "acct",
                        AzureFileUrl = "https://acct.file.core.windows.net/share/some,where",
                        RelativeMountPath = "a b",
                        FileMode = "0640",
                    },
                ],
            },
            (SecretSlots.FileShareKey(0), "s3cret=="));

        Assert.Equal(new MountOutcome.Mounted(MountPoint), outcome);
        string call = Assert.Single(Calls);
        Assert.StartsWith(
            $"mount|-t|cifs|//acct.file.core.windows.net/share/some,where|{MountPoint}|-o|credentials={_root}/run/",
            call,
            StringComparison.Ordinal);
        Assert.EndsWith(
            ",file_mode=0640,dir_mode=0777,uid=11000,gid=11000,serverino,nosharesock,actimeo=30,mfsymlinks",
            call,
            StringComparison.Ordinal);
        Assert.Equal("username=acct\npassword=s3cret==\n", File.ReadAllText(_root + "/secrets"));
        Assert.Equal("600\n", File.ReadAllText(_root + "/modes"));
        Assert.Empty(Directory.EnumerateFiles(_root + "/run"));
    }

    [Theory]
    [InlineData("own", "data", "msi")]
    [InlineData("own", "other", "key")]
    [InlineData("acct", "data", "key")]
    public async Task A_container_is_mounted_by_blobfuse_with_the_identity_where_it_is_our_own_and_else_with_its_key(
        string account,
        string container,
        string mode)
    {
        await MountAsync(
            ContainerOf(account, container, "--use-https=true -o attr_timeout=60 -o allow_other -o ro"),
            (SecretSlots.BlobKey(0), "k\"ey: #"));

        Assert.StartsWith($"blobfuse2|mount|{MountPoint}|--config-file={_root}/run/", Assert.Single(Calls), StringComparison.Ordinal);
        JsonElement written = JsonDocument.Parse(File.ReadAllText(_root + "/secrets")).RootElement;
        JsonElement storage = written.GetProperty("azstorage");
        Assert.Equal(
            (mode, account, container),
            (
                storage.GetProperty("mode").GetString(),
                storage.GetProperty("account-name").GetString(),
                storage.GetProperty("container").GetString()));
        Assert.Equal($"https://{account}.blob.storage.sovereign.example", storage.GetProperty("endpoint").GetString());
        Assert.Equal(mode == "msi" ? "the-identity" : "k\"ey: #", storage.GetProperty(mode == "msi" ? "appid" : "account-key").GetString());
        Assert.Equal(60, written.GetProperty("libfuse").GetProperty("attribute-expiration-sec").GetInt32());
        Assert.True(written.GetProperty("read-only").GetBoolean());
    }

    [Fact]
    public async Task A_file_server_is_mounted_by_nfs_from_its_internal_address()
    {
        MountVolumes volumes = new()
        {
            FileServers =
            [
                new FileServerReference
                {
                    FileServer = new ResourceReference { Id = Server },
                    SourceDirectory = "/sets",
                    MountOptions = "ro,hard",
                    RelativeMountPath = "a b",
                },
            ],
        };

        await MountAsync(volumes, servers: new() { [Server] = "10.0.0.9" });
        MountOutcome unknown = await MountAsync(volumes);

        Assert.Equal($"mount|-t|nfs|10.0.0.9:/mnt/data/sets|{MountPoint}|-o|ro,hard,retry=30", Assert.Single(Calls));
        Assert.Equal(
            "the file server has no address: it does not exist, or is not ready",
            Assert.IsType<MountOutcome.Failed>(unknown).Reason);
    }

    /// <summary>The server is up before its export is, and tells whoever comes then to go away.</summary>
    [Theory]
    [InlineData("mount.nfs: access denied by server while mounting 10.0.0.9:/mnt/data")]
    [InlineData("mount.nfs: mounting 10.0.0.9:/mnt/data failed, reason given by server: No such file or directory")]
    public async Task A_file_server_whose_export_is_not_there_yet_is_asked_again(string answer)
    {
        Write("/tools/mount", $"""
            #!/bin/sh
            here=$(dirname "$0")/..
            echo called >> "$here/calls"
            [ "$(wc -l < "$here/calls")" -ge 3 ] || {"{"} echo '{answer}' >&2; exit 32; {"}"}
            """);

        MountOutcome outcome = await MountAsync(ServerVolume, servers: new() { [Server] = "10.0.0.9" });

        Assert.IsType<MountOutcome.Mounted>(outcome);
        Assert.Equal(3, Calls.Length);
    }

    [Fact]
    public async Task A_file_server_that_never_exports_what_is_asked_for_is_given_up_after_five_minutes()
    {
        Write("/tools/mount", "#!/bin/sh\necho called >> \"$(dirname \"$0\")/../calls\"; echo 'access denied by server' >&2; exit 32\n");

        MountOutcome outcome = await MountAsync(ServerVolume, servers: new() { [Server] = "10.0.0.9" });

        Assert.Contains("access denied", Assert.IsType<MountOutcome.Failed>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(61, Calls.Length);
    }

    [Fact]
    public async Task What_a_volume_is_mounted_with_is_installed_first_and_its_failure_is_the_mounts()
    {
        _azure.PackageInstaller = _root + "/tools/install-packages";
        Write("/tools/install-packages", Stub);
        await MountAsync(ContainerOf("own", "data"));
        Assert.Equal("install-packages|--for|container", Calls[0]);

        Write("/tools/install-packages", "#!/bin/sh\necho 'no package blobfuse2' >&2; exit 1\n");
        MountOutcome refused = await MountAsync(ContainerOf("own", "data"));

        Assert.Contains("no package blobfuse2", Assert.IsType<MountOutcome.Failed>(refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_users_command_gets_the_mount_path_as_one_word_at_its_end()
    {
        MountVolumes volumes = new()
        {
            UnmanagedFileSystems =
            [
                new UnmanagedFileSystemReference
                {
                    MountCommand = $"X=y; {_root}/tools/mount -t glusterfs 10.0.0.4:/gv0",
                    RelativeMountPath = "a b",
                },
            ],
        };

        Assert.IsType<MountOutcome.Mounted>(await MountAsync(volumes));

        Assert.Equal($"mount|-t|glusterfs|10.0.0.4:/gv0|{MountPoint}", Assert.Single(Calls));
    }

    [Fact]
    public async Task A_refused_mount_says_what_the_program_said_and_leaves_no_key()
    {
        File.WriteAllText(_root + "/broken", "");

        MountOutcome outcome = await MountAsync(ContainerOf("acct", "c"), (SecretSlots.BlobKey(0), "key"));

        Assert.Equal(
            "blobfuse2 ended with exit code 32: mount error(13): Permission denied",
            Assert.IsType<MountOutcome.Failed>(outcome).Reason);
        Assert.Empty(Directory.EnumerateFiles(_root + "/run"));
    }

    [Fact]
    public async Task A_program_that_the_image_lacks_is_named()
    {
        File.Delete(_root + "/tools/blobfuse2");

        MountOutcome outcome = await MountAsync(ContainerOf("own", "data"));

        Assert.StartsWith(
            "blobfuse2 cannot be run on this node: ",
            Assert.IsType<MountOutcome.Failed>(outcome).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_other_accounts_are_refused_before_anything_is_run()
    {
        Assert.IsType<MountOutcome.Failed>(await MountAsync(ContainerOf("acct", "data")));
        Assert.IsType<MountOutcome.Failed>(
            await MountAsync(
                new MountVolumes
                {
                    AzureFileShares =
                    [
                        new AzureFileShareReference
                        {
                            AccountName = "acct",
                            AzureFileUrl = "https://acct.file.core.windows.net/share",
                            RelativeMountPath = "m",
                        },
                    ],
                }
            ));

        Assert.Empty(Calls);
    }

    [Fact]
    public async Task What_an_earlier_try_left_is_unmounted_first_the_uppermost_before_what_carries_it()
    {
        string escaped = MountPoint.Replace(" ", "\\040", StringComparison.Ordinal);
        File.WriteAllText(
            _root + "/mountinfo",
            $"1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / {escaped} rw - cifs x rw\n3 2 0:3 / {escaped}/inner rw - cifs x rw\n");

        await MountAsync(ContainerOf("own", "data"));

        Assert.Equal([$"umount|{MountPoint}/inner", $"umount|{MountPoint}"], Calls[..2]);
        Assert.StartsWith("blobfuse2", Calls[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_mount_is_taken_away_lazily()
    {
        File.WriteAllText(_root + "/busy", "");
        File.WriteAllText(_root + "/mountinfo", $"2 1 0:2 / {_root}/m rw - cifs x rw\n");

        await Mounter().UnmountAsync(_root + "/m", TestContext.Current.CancellationToken);

        Assert.Equal([$"umount|{_root}/m", $"umount|--lazy|{_root}/m"], Calls);
    }

    [Fact]
    public async Task Data_that_is_mounted_in_it_is_never_removed_with_a_directory()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        string mounted = Directory.CreateDirectory(_root + "/jobs/ws/mounts/share").FullName;
        ToolProcess tools = new();
        string? refused = await tools.RunAsync(
            "mount",
            ["-t", "tmpfs", "test", mounted],
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken);
        Assert.SkipUnless(refused is null, $"nothing can be mounted here: {refused}");
        File.WriteAllText(mounted + "/precious", "");

        Assert.Throws<IOException>(() => TreeRemoval.Delete(_root + "/jobs"));
        bool kept = File.Exists(mounted + "/precious");
        await new AzureVolumeMounter(_azure, null, tools, new MountTable(), _clock).UnmountAsync(
            _root + "/jobs",
            TestContext.Current.CancellationToken);
        TreeRemoval.Delete(_root + "/jobs");

        Assert.True(kept);
        Assert.False(Directory.Exists(_root + "/jobs"));
    }

    private static MountVolumes ContainerOf(string account, string container, string? options = null) =>
        new()
        {
            AzureBlobFileSystems =
            [
                new AzureBlobFileSystemReference
                {
                    AccountName = account,
                    ContainerName = container,
                    MountOptions = options,
                    RelativeMountPath = "a b",
                },
            ],
        };

    private Task<MountOutcome> MountAsync(
        MountVolumes volumes,
        (string Slot, string Value)? secret = null,
        Dictionary<string, string>? servers = null)
    {
        Dictionary<string, string> secrets = secret is { } one ? new() { [one.Slot] = one.Value } : [];
        VolumeMount volume = VolumeMounts.Of(volumes, secrets, servers ?? []).Single();
        Assert.DoesNotContain(secret?.Value ?? "no secret", volume.ToString(), StringComparison.Ordinal);
        return Mounter().MountAsync(volume, _root + "/instance/mounts", TestContext.Current.CancellationToken);
    }

    private AzureVolumeMounter Mounter() =>
        new(_azure, s_user, new ToolProcess(_root + "/tools"), new MountTable(_root + "/mountinfo"), _clock);

    private static MountVolumes ServerVolume => new()
    {
        FileServers = [new FileServerReference { FileServer = new ResourceReference { Id = Server }, RelativeMountPath = "a b" }],
    };

    private void Write(string tool, string text)
    {
        File.WriteAllText(_root + tool, text);
        File.SetUnixFileMode(_root + tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
