using System.Text;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// This machine's own file system with every change thrown away, in namespaces of its own: scripts that make users,
/// disks and firewalls are run for real. Commands that would reach further are stood in for; what they were called with
/// is kept.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    /// <summary>
    /// Mounts a copy-on-write view of /, an empty /dev with a few devices, and runs the story in it; what the story
    /// left in /out comes back.
    /// </summary>
    private const string Enter = """
        set -euo pipefail
        here=$1
        mount -t tmpfs sandbox "$here/view"
        mkdir "$here/view/upper" "$here/view/work" "$here/view/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$here/view/upper,workdir=$here/view/work" "$here/view/root"
        root=$here/view/root
        mount -t proc proc "$root/proc"
        mount -t tmpfs dev "$root/dev"
        for device in null zero urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
        ln -s /proc/self/fd "$root/dev/fd"
        ip link set lo up
        cp -a "$here/files/." "$root/"
        mkdir -p "$root/out"
        code=0
        chroot "$root" /usr/bin/env -i "PATH=/stubs:$PATH" HOME=/root bash /story || code=$?
        cp -a "$root/out/." "$here/out/"
        exit $code
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("ba-").FullName;

    public Sandbox()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a sandbox for these scripts");
        foreach (string folder in (string[])["view", "files/stubs", "out"])
            Directory.CreateDirectory(Path.Combine(_directory, folder));
        (int code, string output) = Run("true");
        Assert.SkipUnless(code == 0, $"this machine makes no sandbox (namespaces, overlay file system): {output}");
    }

    /// <summary>What the stand-ins were called with, a line a call, words quoted as a shell would.</summary>
    public IReadOnlyList<string> Calls =>
        [.. Out("calls").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];

    public Sandbox With(CustomData data)
    {
        foreach ((string path, CustomDataFile file) in data.Files)
            Write(path, file.Content, executable: file.Permissions == "0755");
        return this;
    }

    public Sandbox With(string path, string content)
    {
        Write(path, content, executable: false);
        return this;
    }

    public Sandbox Link(string path, string target)
    {
        Directory.CreateDirectory(_directory + "/files" + Path.GetDirectoryName(path));
        File.CreateSymbolicLink(_directory + "/files" + path, target);
        return this;
    }

    /// <summary>A command that does this instead, in bash; every call of it is kept.</summary>
    public Sandbox Stub(string command, string does = "true")
    {
        Write(
            $"/stubs/{command}",
            $"#!/bin/bash\nprintf '%q ' {command} \"$@\" >> /out/calls; echo >> /out/calls\n{does}\n",
            executable: true);
        return this;
    }

    /// <summary>Runs bash as root in it; once only, since nothing but /out is kept.</summary>
    public (int ExitCode, string Output) Run(string story)
    {
        Write("/story", story, executable: false);
        return Tool.Run("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "bash", "-c", Enter, "sandbox", _directory);
    }

    /// <summary>A file that the story left in /out; empty when it did not.</summary>
    public string Out(string name) => Path.Combine(_directory, "out", name) is var file && File.Exists(file) ? File.ReadAllText(file) : "";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(string path, string content, bool executable)
    {
        string file = _directory + "/files" + path;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                file,
                File.GetUnixFileMode(file) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}
