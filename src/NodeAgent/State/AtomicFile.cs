using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchAi.NodeAgent;

/// <summary>Files that are either as they were or as they should be, never half written.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Renaming is enough against a crash of the program. <paramref name="toDisk"/> also survives a crash of the machine,
    /// which only matters where somebody reads the file after the next boot.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> content, bool toDisk = false)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            file.Write(content);
            file.Flush(toDisk);
        }
        File.Move(temporary, path, overwrite: true);
    }

    public static void WriteJson<T>(string path, T value, JsonTypeInfo<T> type, bool toDisk = false) =>
        Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type), toDisk);

    /// <summary>Null when the file is absent or not what was written there: both mean that it was never finished.</summary>
    public static T? ReadJson<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
