using System.Diagnostics;
using System.Text;

namespace BatchAi.Linux.Tests;

public sealed class TakingMountsAway : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_table_is_read_as_bytes_the_last_mounted_first()
    {
        byte[] table =
        [
            .. "22 1 0:20 / /a rw - tmpfs t rw\n"u8, .. "23 22 0:21 / /a/b\\040c\\134 rw - tmpfs t rw\n"u8,
            .. "24 22 0:22 / /ab rw - tmpfs t rw\n"u8, .. "25 22 0:23 / /a/caf"u8, 0xE9, .. " rw - tmpfs t rw\n"u8,
        ];
        File.WriteAllBytes(_directory["mountinfo"], table);

        IReadOnlyList<string> below = new MountTable(_directory["mountinfo"]).Below("/a");

        Assert.Equal([Encoding.UTF8.GetString([.. "/a/caf"u8, 0xE9]), @"/a/b c\", "/a"], below);
    }

    [Fact]
    public void All_that_is_mounted_in_a_directory_goes_whatever_its_name_and_nothing_elsewhere()
    {
        _directory.MakeDirectory("tree/inner");
        _directory.MakeDirectory("beside");
        string script = """
            set -e
            mount -t tmpfs t beside
            mount -t tmpfs t tree/inner
            mkdir $'tree/inner/caf\xe9 \\040'
            mount -t tmpfs t $'tree/inner/caf\xe9 \\040'
            mount -t tmpfs t tree/inner
            mount -t tmpfs t tree
            """;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        Assert.SkipUnless(Run("bash", "-c", $"cd {_directory.Root} && {script}") == 0, "nothing can be mounted here");
        try
        {
            MountTable table = new();

            Assert.Empty(table.Detach(_directory["tree"]));

            Assert.Equal([_directory["beside"]], table.Below(_directory.Root));
            Assert.True(TreeRemoval.Remove(_directory["tree"]).IsComplete);
        }
        finally
        {
            new MountTable().Detach(_directory.Root);
        }
    }

    [Fact]
    public void A_link_in_the_place_of_the_directory_leads_to_no_other_mount()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        string precious = _directory.MakeDirectory("precious");
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "t", precious) == 0, "nothing can be mounted here");
        try
        {
            _directory.Link("link", precious);

            new MountTable().Detach(_directory["link"]);

            Assert.Equal([precious], new MountTable().Below(precious));
        }
        finally
        {
            new MountTable().Detach(precious);
        }
    }

    [Fact]
    public void A_file_system_in_user_space_is_unmounted_by_its_tool_where_the_kernel_refuses_it()
    {
        File.WriteAllText(
            _directory["mountinfo"],
            "22 1 0:20 / /a/disk rw - tmpfs t rw\n23 1 0:21 / /a/my\\040share rw,nosuid shared:4 - fuse.sshfs me@there: rw,user_id=1000\n");
        File.WriteAllText(_directory["tool"], $"#!/bin/sh\nprintf '%s\\n' \"$@\" > {_directory["asked"]}\n");
        File.SetUnixFileMode(_directory["tool"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        MountTable table = new(_directory["mountinfo"], _directory["tool"]);

        List<MountTable.Mount> mounts = table.MountsBelow("/a");

        Assert.Equal([true, false], mounts.Select(mount => mount.IsInUserSpace));
        Assert.True(table.UnmountByTool(mounts[0]));
        Assert.Equal(["-u", "-z", "--", "/a/my share"], File.ReadAllLines(_directory["asked"]));
        Assert.False(new MountTable(_directory["mountinfo"], _directory["absent"]).UnmountByTool(mounts[0]));
    }

    private static int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
