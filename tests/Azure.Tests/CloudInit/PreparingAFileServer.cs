namespace BatchAi.AzureAdapters.Tests;

public sealed class PreparingAFileServer
{
    private const string Prepare = "/usr/local/lib/batchai/prepare-file-server";

    /// <summary>Leaves what survives a reboot for the test.</summary>
    private const string Keep = "cp /etc/fstab /etc/exports.d/batchai.exports /out/; stat --format %a /mnt/data > /out/mode";

    private static readonly string[] s_changes = ["mdadm --create", "mdadm --assemble", "mkfs", "mount ", "exportfs", "systemctl"];

    public static TheoryData<int, string> Full => new()
    {
        { 1, "gpt" },
        { 2, "gpt" },
        { 1, "dos" },
        { 2, "xfs" },
        { 1, "LVM2_member" },
    };

    [Fact]
    public void Joins_four_disks_makes_one_file_system_and_exports_it()
    {
        using Sandbox sandbox = Machine(disks: 4);

        Works(sandbox, $"{Prepare} && {Keep}");

        Assert.Equal(
            [
                "mdadm --create /dev/md/batchai-data --run --level=0 --raid-devices=4 --name=batchai-data --homehost=any /dev/disk0 "
                + "/dev/disk1 /dev/disk2 /dev/disk3",
                "mkfs.ext4 -q -L batchai-data -m 0 /dev/md/batchai-data",
                "mount /mnt/data",
                "systemctl enable --now nfs-server.service",
                "exportfs -ra",
            ],
            Changes(sandbox));
        Assert.EndsWith(
            "UUID=uuid-of-md-batchai-data /mnt/data ext4 defaults,nofail,noatime,x-systemd.before=nfs-server.service 0 2\n",
            sandbox.Out("fstab"),
            StringComparison.Ordinal);
        Assert.Equal(
            4,
            sandbox
                .Out("batchai.exports")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Count(line =>
                    line.StartsWith("/mnt/data ", StringComparison.Ordinal) && line.Contains(",mountpoint)", StringComparison.Ordinal)));
        Assert.Equal("777\n", sandbox.Out("mode"));
    }

    [Fact]
    public void Takes_one_disk_as_it_is()
    {
        using Sandbox sandbox = Machine(disks: 1);

        Works(sandbox, $"{Prepare} && {Keep}");

        Assert.Equal("mkfs.ext4 -q -L batchai-data -m 0 /dev/disk0", Changes(sandbox)[0]);
        Assert.DoesNotContain(sandbox.Calls, call => call.StartsWith("mdadm", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_disks_exports_a_directory_of_its_own()
    {
        using Sandbox sandbox = Machine(disks: 0);

        Works(sandbox, $"{Prepare} && {Keep}");

        Assert.Equal(["systemctl enable --now nfs-server.service", "exportfs -ra"], Changes(sandbox));
        Assert.DoesNotContain("mountpoint", sandbox.Out("batchai.exports"), StringComparison.Ordinal);
        Assert.DoesNotContain("/mnt/data", sandbox.Out("fstab"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Done_twice_is_done_once(int disks)
    {
        using Sandbox once = Machine(disks), twice = Machine(disks);

        Works(once, $"{Prepare} && {Keep}");
        Works(twice, $"{Prepare} && {Prepare} && {Keep}");

        Assert.Equal(once.Out("fstab"), twice.Out("fstab"));
        Assert.Equal(once.Out("batchai.exports"), twice.Out("batchai.exports"));
        Assert.Equal([.. Changes(once), "systemctl enable --now nfs-server.service", "exportfs -ra"], Changes(twice));
    }

    [Fact]
    public void Cut_short_after_the_disks_were_joined_goes_on_from_there()
    {
        using Sandbox sandbox = Machine(disks: 4);

        Works(sandbox, $"mv /stubs/mkfs.ext4 /mkfs.ext4; {Prepare} && exit 9; rm /dev/md/batchai-data; mv /mkfs.ext4 /stubs; {Prepare}");

        Assert.Equal(
            ["mdadm --create", "mdadm --assemble", "mkfs", "mount ", "systemctl", "exportfs"],
            Changes(sandbox).Select(call => s_changes.Single(change => call.StartsWith(change, StringComparison.Ordinal))));
    }

    /// <summary>A partition table is no TYPE to blkid, and what it leads to is lost with it.</summary>
    [Theory]
    [MemberData(nameof(Full))]
    public void Never_formats_a_disk_that_holds_something(int disks, string what)
    {
        using Sandbox sandbox = Machine(disks);
        string last = $"disk{disks - 1}";

        (int code, string output) = sandbox.Run($"mkdir -p /state; echo {what} > /state/type-{last}; {Prepare}");

        Assert.Equal(1, code);
        Assert.Contains($"/dev/{last} is not empty", output, StringComparison.Ordinal);
        Assert.Empty(Changes(sandbox));
    }

    [Theory]
    [InlineData("wipefs", "exit 1")]
    [InlineData("blkid", "case $* in --label*) exit 2 ;; *) exit 8 ;; esac")]
    public void Does_not_take_a_disk_for_empty_that_it_cannot_look_at(string tool, string does)
    {
        using Sandbox sandbox = Machine(disks: 1).Stub(tool, does);

        (int code, string output) = sandbox.Run(Prepare);

        Assert.Equal(1, code);
        Assert.Contains("/dev/disk0 cannot be looked at", output, StringComparison.Ordinal);
        Assert.Empty(Changes(sandbox));
    }

    /// <summary>
    /// A client that finds the server without its export is told "access denied" and gives up; one that finds no server waits.
    /// </summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void Serves_nothing_before_its_data_is_there(int disks, bool waits)
    {
        CustomData machine = CustomData.Parse(FileServerCloudInit.CustomDataFor(disks));

        Assert.Equal(
            waits,
            machine.Files.TryGetValue("/etc/systemd/system/nfs-server.service.d/batchai.conf", out CustomDataFile? condition)
                && condition.Content.Contains("ConditionPathIsMountPoint=/mnt/data\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Is_gone_on_with_at_the_next_boot_when_the_first_was_cut_short()
    {
        using Sandbox sandbox = Machine(disks: 1);

        Works(sandbox, "/var/lib/cloud/scripts/per-boot/batchai && /var/lib/cloud/scripts/per-boot/batchai");

        const string Started = "systemctl enable --now batchai-file-server.service";
        Assert.Equal(["systemctl daemon-reload", Started, "systemctl daemon-reload", Started], Changes(sandbox));
    }

    [Fact]
    public void Says_so_when_disks_do_not_appear()
    {
        using Sandbox sandbox = Machine(disks: 4);

        (int code, string output) = sandbox.Run($"rm /dev/disk/azure/scsi1/lun3; DISK_WAIT_SECONDS=0 {Prepare}");

        Assert.Equal(1, code);
        Assert.Contains("not all of the 4 data disks appeared within 0 s", output, StringComparison.Ordinal);
    }

    private static void Works(Sandbox sandbox, string story)
    {
        (int code, string output) = sandbox.Run(story);
        Assert.True(code == 0, output + string.Join('\n', sandbox.Calls));
    }

    private static string[] Changes(Sandbox sandbox) =>
        [.. sandbox.Calls.Where(call => s_changes.Any(change => call.StartsWith(change, StringComparison.Ordinal)))];

    /// <summary>Disks that remember in /state what was made on them.</summary>
    private static Sandbox Machine(int disks)
    {
        Sandbox sandbox = new();
        sandbox
            .With(CustomData.Parse(FileServerCloudInit.CustomDataFor(disks)))
            .Stub("apt-get")
            .Stub("systemctl")
            .Stub("exportfs")
            .Stub("sleep")
            .Stub("mount", "touch /state/mounted")
            .Stub("mountpoint", "[ -e /state/mounted ]")
            .Stub("dpkg-query", "[ -e /state/installed ] && echo installed")
            .Stub("wipefs", """
                name=${!#}; name=${name#/dev/}; name=${name//\//-}
                case $(cat "/state/type-$name" 2> /dev/null) in
                  '') ;;
                  *) echo "$name 0x0" ;;
                esac
                """)
            .Stub("mdadm", """
                mkdir -p /state /dev/md
                case $1 in
                  --examine) [ -e "/state/member-${2##*/}" ] ;;
                  --create) for disk in "$@"; do case $disk in /dev/disk*) touch "/state/member-${disk##*/}" ;; esac; done; touch "$2" ;;
                  --assemble) touch "$2" ;;
                esac
                """)
            .Stub("mkfs.ext4", """
                name=${!#}; name=${name#/dev/}
                mkdir -p /state
                echo ext4 > "/state/type-${name//\//-}"
                echo "${!#}" > /state/labelled
                """)
            .Stub("blkid", """
                name=${!#}; name=${name#/dev/}; name=${name//\//-}
                case "$*" in
                  --label*) cat /state/labelled 2> /dev/null ;;
                  *"--usages filesystem"*) case $(cat "/state/type-$name" 2> /dev/null) in ext4 | xfs) echo "uuid-of-$name" ;; esac ;;
                  *UUID*) echo "uuid-of-$name" ;;
                  *) case $(cat "/state/type-$name" 2> /dev/null) in
                       '') exit 2 ;;
                       gpt | dos) case $* in *export*) echo "PTTYPE=$(cat "/state/type-$name")" ;; esac ;;
                       *) case $* in *export*) printf TYPE= ;; esac; cat "/state/type-$name" ;;
                     esac ;;
                esac
                """);
        for (int number = 0; number < disks; number++)
            sandbox.With($"/dev/disk{number}", "").Link($"/dev/disk/azure/scsi1/lun{number}", $"/dev/disk{number}");
        return sandbox;
    }
}
