using System.Text.Json.Serialization.Metadata;

namespace BatchAi.LocalCloud;

/// <summary>Values of one kind, one file each. What was only noted is written at the next flush.</summary>
internal sealed class StateFolder<T>
    where T : class
{
    private readonly string _directory;
    private readonly JsonTypeInfo<T> _json;
    private readonly Func<T, string> _keyOf;
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);

    public StateFolder(string directory, JsonTypeInfo<T> json, Func<T, string> keyOf)
    {
        (_directory, _json, _keyOf) = (PrivateDirectory.Make(directory), json, keyOf);
        foreach (string file in Directory.EnumerateFiles(directory, "*.json"))
        {
            T value = AtomicFile.Read(file, json);
            _values[keyOf(value)] = value;
        }
    }

    /// <summary>In the order of their keys, so that what follows from them is repeatable.</summary>
    public IEnumerable<T> All => _values.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value);

    public bool HasUnsaved => _unsaved.Count > 0;

    public T? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>On disk first, then seen.</summary>
    public void Write(T value)
    {
        AtomicFile.Write(FileOf(value), value, _json);
        Take(value);
    }

    /// <summary>The file alone, for a change of several values that is seen only when all of them are written.</summary>
    public void WriteUnseen(T value) => AtomicFile.Write(FileOf(value), value, _json);

    public void Take(T value)
    {
        _values[_keyOf(value)] = value;
        _unsaved.Remove(_keyOf(value));
    }

    public void Note(T value)
    {
        _values[_keyOf(value)] = value;
        _unsaved.Add(_keyOf(value));
    }

    public void Forget(T value)
    {
        File.Delete(FileOf(value));
        _values.Remove(_keyOf(value));
        _unsaved.Remove(_keyOf(value));
    }

    public void Flush()
    {
        foreach (string key in _unsaved.ToArray())
            Write(_values[key]);
    }

    private string FileOf(T value) => Path.Combine(_directory, $"{_keyOf(value)}.json");
}
