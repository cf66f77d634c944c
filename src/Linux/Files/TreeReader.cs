using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// Reads a tree that others write, and change meanwhile. Every path is walked from the descriptor of its top, one step at a time, at the
/// moment of reading: links are followed as long as they stay in the tree, and nothing outside is ever opened. Of files, only regular ones
/// are: opening a pipe or a device could wait, or do something.
/// </summary>
public sealed class TreeReader : IDisposable
{
    private readonly DirectoryHandle _top;
    private readonly string _realTop;

    private TreeReader(DirectoryHandle top, string realTop) => (_top, _realTop) = (top, realTop);

    /// <summary>Null when the directory is not there. Its own path is trusted: links in it are followed.</summary>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public static TreeReader? Open(string top)
    {
        try
        {
            string real = RealPath.Of(top);
            return new TreeReader(DirectoryHandle.Open(real), real);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A directory to list, by a path that may lead through links; null when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">This process may not read it, or not pass one above it.</exception>
    public TreeDirectory? OpenDirectory(IReadOnlyList<FileName> path)
    {
        TreeWay? way = new(_top, _realTop);
        try
        {
            HashSet<(ulong Device, ulong Inode)> passed = [way.Identity];
            foreach (FileName step in path)
            {
                if (!way.Go(step))
                    return way.IsDenied ? throw Errno.ToException(Errno.EACCES, EscapedName.Of(path)) : null;
                passed.Add(way.Identity);
            }
            if (way.Status.Kind != FileKind.Directory)
                return null;
            TreeDirectory found = new(way.OpenHere(), way, passed);
            way = null;
            return found;
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            way?.Dispose();
        }
    }

    /// <summary>Opens a regular file by a path without links, as <see cref="TreeEntry.Path"/> is; null when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public SafeFileHandle? OpenFile(IReadOnlyList<FileName> path)
    {
        try
        {
            return path.Count == 0 ? null : _top.OpenFileBelow(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _top.Dispose();
}
