using System.Text;

namespace BatchAi.LocalHost;

/// <summary>A writer that keeps the last lines written to it.</summary>
public sealed class LastLines(int count) : TextWriter
{
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _open = new();

    /// <summary>Oldest first; a line that is not ended yet is the last one.</summary>
    public IReadOnlyList<string> Lines => [.. _open.Length == 0 ? _lines : _lines.Append(_open.ToString()).TakeLast(count)];

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == '\n')
        {
            _lines.Enqueue(_open.ToString());
            _open.Clear();
            if (_lines.Count > count)
                _lines.Dequeue();
        }
        else if (!char.IsControl(value))
        {
            _open.Append(value);
        }
    }
}
