using System.Buffers.Binary;

namespace BatchAi.Linux;

/// <summary>
/// The modes that new files and directories in a directory get whatever the umask of their maker, as on a mount with
/// <c>file_mode</c> and <c>dir_mode</c>. It is a default access control list (acl(5)), which directories below inherit.
/// </summary>
public static class InheritedModes
{
    private const uint Version = 2;
    private const ushort Owner = 0x01, Group = 0x04, Others = 0x20;
    private const uint NobodyNamed = uint.MaxValue;
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// One list rules both kinds: reading and writing are allowed as far as both modes allow it. A file is executable only when its maker
    /// asks for that, too.
    /// </summary>
    /// <returns>False where the file system has no such lists: the umask rules there.</returns>
    public static bool TrySet(string directory, UnixFileMode files, UnixFileMode directories)
    {
        int mode = (int)(directories & (files | Execute));
        Span<byte> list = stackalloc byte[4 + (3 * 8)];
        BinaryPrimitives.WriteUInt32LittleEndian(list, Version);
        Write(list[4..], Owner, (mode >> 6) & 7);
        Write(list[12..], Group, (mode >> 3) & 7);
        Write(list[20..], Others, mode & 7);
        return Libc.SetExtendedAttribute(directory, "system.posix_acl_default", list, (nuint)list.Length, 0) == 0;
    }

    /// <summary>struct posix_acl_xattr_entry (linux/posix_acl_xattr.h): little endian on every architecture.</summary>
    private static void Write(Span<byte> entry, ushort tag, int permissions)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)permissions);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], NobodyNamed);
    }
}
