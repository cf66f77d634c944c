using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchAi.LocalCloud;

/// <summary>Files that are either the old or the new text, whenever the machine stops.</summary>
internal static class AtomicFile
{
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        string fresh = $"{path}.new";
        using (FileStream stream = new(fresh, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        using FileStream stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, type) ?? throw new JsonException($"{path} holds null");
    }
}
