using System.Runtime.InteropServices;

namespace BatchAi.Linux.Tests;

/// <summary>A tree <c>tree</c> in a directory, made by chance: the same for the same seed.</summary>
/// <param name="precious">A file outside, that links of the tree lead to.</param>
internal sealed partial class RandomTree(int seed, string precious)
{
    private static readonly FileName s_top = FileName.Of("tree");

#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private readonly Random _chance = new(seed);

    private int _made;

    /// <returns>How many entries there are, the tree's own directory included.</returns>
    public int Make(DirectoryHandle directory)
    {
        directory.MakeDirectory(s_top);
        _made++;
        using (DirectoryHandle top = directory.OpenDirectory(s_top))
            Fill(top, entries: _chance.Next(1, 40), depth: 0);
        return _made;
    }

    /// <summary>
    /// Makes, renames and removes entries of the tree until it is told to stop. A few of what it made are there at a time: a
    /// tree that grew as long as it is read would measure nothing but the machine's speed.
    /// </summary>
    public void Meddle(DirectoryHandle directory, CancellationToken stop)
    {
        Queue<FileName> made = new();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using DirectoryHandle top = directory.OpenDirectory(s_top);
                FileName name = Name(), renamed = Name();
                top.MakeDirectory(name);
                made.Enqueue(renamed);
                top.Rename(name, top, renamed, replace: true);
                if (made.Count > 20)
                    top.RemoveDirectory(made.Dequeue());
                if (top.List() is [var one, ..])
                    top.RemoveDirectory(one.Name);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // The removal was quicker.
            }
        }
    }

    private void Fill(DirectoryHandle directory, int entries, int depth)
    {
        for (int number = 0; number < entries; number++)
        {
            FileName name = Name();
            try
            {
                Add(directory, name, depth);
                _made++;
            }
            catch (IOException)
            {
                // The name is taken.
            }
        }
    }

    private void Add(DirectoryHandle directory, FileName name, int depth)
    {
        // Through the descriptor, as the path may be longer than any path may be. The C library's calls take names of any bytes.
        byte[] path = [.. System.Text.Encoding.ASCII.GetBytes($"/proc/self/fd/{directory.Handle.DangerousGetHandle()}/"), .. name.Bytes, 0];
        switch (_chance.Next(10))
        {
            case 0:
                Must(Link([.. name.Bytes, 0], path));
                break;
            case 1:
                Must(Link([.. Targets(depth), 0], path));
                break;
            case 2:
                Must(MakeNode(path, Fifo | 0x180, 0));
                break;
            case 3:
                Must(MakeNode(path, Socket | 0x180, 0));
                break;
            case 4 or 5 when depth < 4:
                MakeDirectory(directory, name, inner => Fill(inner, _chance.Next(6), depth + 1));
                break;
            case 6 when depth == 0 && _chance.Next(12) == 0:
                MakeDirectory(directory, name, inner => Deepen(inner, _chance.Next(1, 300)));
                break;
            default:
                Must(MakeNode(path, RegularFile | (uint)_chance.Next(0x200), 0));
                break;
        }
    }

    /// <summary>Directories in one another, whose path may become many times longer than a path may be.</summary>
    private void Deepen(DirectoryHandle directory, int levels)
    {
        DirectoryHandle at = directory;
        for (int level = 0; level < levels; level++)
        {
            FileName name = Name();
            at.MakeDirectory(name);
            _made++;
            DirectoryHandle below = at.OpenDirectory(name);
            if (at != directory)
                at.Dispose();
            at = below;
        }
        if (at != directory)
            at.Dispose();
    }

    private void MakeDirectory(DirectoryHandle directory, FileName name, Action<DirectoryHandle> fill)
    {
        directory.MakeDirectory(name);
        using DirectoryHandle inner = directory.OpenDirectory(name);
        fill(inner);
        if (_chance.Next(3) == 0)
            Must(ChangeMode(inner.Handle.DangerousGetHandle(), (uint)_chance.Next(0x200)));
    }

    private byte[] Targets(int depth) => _chance.Next(5) switch
    {
        0 => ".."u8.ToArray(),
        1 => "."u8.ToArray(),
        2 => System.Text.Encoding.UTF8.GetBytes(precious),
        3 => System.Text.Encoding.UTF8.GetBytes(Path.GetDirectoryName(precious)!),
        _ => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("../", depth + 1)) + "nowhere"),
    };

    /// <summary>Most often of any bytes; sometimes as long as a name may be.</summary>
    private FileName Name()
    {
        while (true)
        {
            byte[] bytes = new byte[_chance.Next(8) == 0 ? 255 : _chance.Next(1, 12)];
            _chance.NextBytes(bytes);
            bytes.AsSpan().Replace((byte)0, (byte)'\n');
            bytes.AsSpan().Replace((byte)'/', (byte)0xFF);
            if (FileName.TryParse(bytes, out FileName name))
                return name;
        }
    }
#pragma warning restore CA5394

    private const uint Fifo = 0x1000;
    private const uint RegularFile = 0x8000;
    private const uint Socket = 0xC000;

    private static void Must(int result)
    {
        if (result != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true)]
    private static partial int Link(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path);

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true)]
    private static partial int MakeNode(ReadOnlySpan<byte> path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(nint descriptor, uint mode);
}
