using System.Globalization;
using BatchAi.AzureAdapters;
using BatchAi.Embedded;
using BatchAi.Linux;

namespace BatchAi.LocalHost;

/// <summary>
/// What the user whom jobs run as may do in a data directory of root: pass through the directories above those of its jobs, by its first
/// group and without seeing what is in them, and own the volumes. Everything else there stays root's alone.
/// </summary>
internal static class JobUserRights
{
    private const UnixFileMode PassageMode = OwnerOnly.DirectoryMode | UnixFileMode.GroupExecute;

    /// <summary>Null when jobs run as the server's own user.</summary>
    /// <exception cref="DataDirectoryException">Jobs cannot run as that user.</exception>
    public static UserAccount? Find(ServeOptions options)
    {
        if (options.RunJobsAs is not { } name)
            return null;
        if (UserAccount.TryFind(name) is not { } user)
            throw new DataDirectoryException($"--run-jobs-as: '{name}' is no user of this machine; /etc/passwd has none of that name.");
        if (user.Uid == 0)
            throw new DataDirectoryException($"--run-jobs-as: '{name}' is root itself; name a user with fewer rights.");
        if (!Environment.IsPrivilegedProcess)
            throw new DataDirectoryException(
                $"--run-jobs-as {name}: only a server of root can run jobs as another user; this one runs them as {Environment.UserName}.");
        return File.Exists(UserAccount.SetPrivileges)
            ? user
            : throw new DataDirectoryException($"--run-jobs-as {name} needs {UserAccount.SetPrivileges}, of the package util-linux.");
    }

    /// <summary>Before the nodes start. What a start without the option finds open it closes again.</summary>
    /// <exception cref="DataDirectoryException">The user cannot come to the directory.</exception>
    public static void Admit(DataDirectory data, UserAccount user)
    {
        foreach (string directory in (string[])[data.Root, data.CloudDirectory, data.PathOf("shared")])
        {
            OwnerOnly.CreateDirectory(directory);
            FileSystemUser.Give(directory, 0, user.Gid);
            File.SetUnixFileMode(directory, PassageMode);
        }

        OwnerOnly.CreateDirectory(data.VolumesDirectory);
        FileSystemUser.Give(data.VolumesDirectory, user.Uid, user.Gid);
        if (!IsSeenBy(user, data.VolumesDirectory))
            throw new DataDirectoryException(
                $"--run-jobs-as {user.Name}: that user may not pass through {FirstHidden(user, data.VolumesDirectory)} and so not come to "
                + $"{data.Root}; name a directory elsewhere with --data, such as /var/lib/batchai.");
    }

    /// <summary>
    /// Lines of the script that starts an agent: they let the user pass to the instance, and the agent make files like a service.
    /// </summary>
    public static string ScriptForNodes(string dataDirectory, UserAccount user)
    {
        string cloud = NodeScript.Quote(RealPath.Of(dataDirectory) + "/cloud");
        string group = user.Gid.ToString(CultureInfo.InvariantCulture);
        return $"""
            at=$BATCHAI_INSTANCE_DIR
            while case $at in {cloud}/*) true ;; *) false ;; esac; do
              chgrp {group} "$at" && chmod 710 "$at" || exit 1
              at=${"{at%/*}"}
            done
            chgrp {group} "$TMPDIR" && chmod 710 "$TMPDIR" || exit 1
            umask 022
            """;
    }

    /// <summary>Whether the last server on this directory ran its jobs as somebody else.</summary>
    public static bool HaveChanged(DataDirectory data, UserAccount? user) =>
        (File.Exists(RecordOf(data)) ? File.ReadAllText(RecordOf(data)).Trim() : "") != (user?.Name ?? "");

    public static void Remember(DataDirectory data, UserAccount? user) =>
        AtomicFile.Write(RecordOf(data), $"{user?.Name}\n", LocalServer.Announced);

    private static string RecordOf(DataDirectory data) => data.PathOf("jobs-as");

    private static bool IsSeenBy(UserAccount user, string directory) =>
        FileSystemUser.Act(user.Uid, user.Gid, () => Directory.Exists(directory));

    /// <summary>The directory that hides the next one on the way to a directory.</summary>
    private static string FirstHidden(UserAccount user, string directory)
    {
        string hides = "/";
        foreach (string part in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(hides, part);
            if (!IsSeenBy(user, next))
                break;
            hides = next;
        }

        return hides;
    }
}
