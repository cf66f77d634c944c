using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchAi.Linux;

/// <summary>
/// Values in files, as JSON, written by <see cref="AtomicFile"/>. Types come with their generated metadata, so nothing is reflected on.
/// </summary>
public static class JsonFile
{
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type, Survives survives) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type), survives);

    /// <inheritdoc cref="AtomicFile.TryCreate"/>
    public static bool TryCreate<T>(string path, T value, JsonTypeInfo<T> type, Survives survives) =>
        AtomicFile.TryCreate(path, JsonSerializer.SerializeToUtf8Bytes(value, type), survives);

    /// <summary>For files that must be there and whole.</summary>
    /// <exception cref="JsonException">The file is not what was written there.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException($"{path} holds null");

    /// <summary>Null when the file is absent or not what was written there: both mean that it was never finished.</summary>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type)
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
