using System.Text;

namespace BatchAi.LocalHost;

/// <summary>Files that others read while we write them anew: they see the old text or the new one, and only their owner may open them.</summary>
internal static class WholeFile
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text, bool executable = false)
    {
        string fresh = path + ".new";
        using (FileStream file = new(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = executable ? ReadWrite | UnixFileMode.UserExecute : ReadWrite }))
            file.Write(Encoding.UTF8.GetBytes(text));
        File.Move(fresh, path, overwrite: true);
    }
}
