using System.Buffers;
using System.Text;

namespace BatchAi.Cli;

/// <summary>
/// The bytes of one file as text that a terminal only shows: UTF-8, with lines, tabs, carriage returns (progress bars)
/// and colours; every other control character and every byte that is no UTF-8 is written as an escape.
/// Bytes may come in any pieces: what is not whole yet is kept.
/// </summary>
internal sealed class TerminalText
{
    private const char Start = '\u001b';
    private const string ColoursOff = "\u001b[0m";

    /// <summary>A colour with more parameters than this is none: real ones have at most some twenty characters.</summary>
    private const int LongestColour = 32;

    private readonly StringBuilder _sequence = new();
    private byte[] _broken = [];
    private bool _coloured;
    private bool _isInLine;

    /// <summary>What can be shown of these bytes and those kept before.</summary>
    public string Take(ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. _broken, .. bytes];
        _broken = [];
        var text = new StringBuilder(all.Length);
        for (int at = 0; at < all.Length;)
        {
            OperationStatus status = Rune.DecodeFromUtf8(all.AsSpan(at), out Rune rune, out int length);
            if (status == OperationStatus.NeedMoreData)
            {
                _broken = all[at..];
                break;
            }

            if (status == OperationStatus.Done)
                Add(text, rune);
            else
                AddBroken(text, all.AsSpan(at, length));
            at += length;
        }

        return WithoutColour(text);
    }

    /// <summary>What was kept, when nothing follows it; a line that was not ended is, since other text comes behind it.</summary>
    public string Rest()
    {
        var text = new StringBuilder();
        AddBroken(text, _broken);
        _broken = [];
        string rest = WithoutColour(text);
        return _isInLine ? rest + "\n" : rest;
    }

    private void Add(StringBuilder text, Rune rune)
    {
        if (_sequence.Length > 0 && Continues(text, rune))
            return;

        if (rune.Value == Start)
            _sequence.Append(Start);
        else if (rune.Value is '\n' or '\t' or '\r' || !Visible.IsHarmful(rune))
            text.Append(rune.ToString());
        else
            text.Append(Visible.Escape(rune));
    }

    /// <summary>A colour is ESC [ numbers m. Source: ECMA-48, 8.3.117, Select Graphic Rendition.</summary>
    private bool Continues(StringBuilder text, Rune rune)
    {
        bool fits = _sequence.Length == 1 ? rune.Value == '[' : rune.Value is (>= '0' and <= '9') or ';' or ':' or 'm';
        if (!fits || _sequence.Length == LongestColour)
        {
            GiveUpSequence(text);
            return false;
        }

        _sequence.Append(rune.ToString());
        if (rune.Value == 'm')
        {
            text.Append(_sequence);
            _coloured = true;
            _sequence.Clear();
        }

        return true;
    }

    private void AddBroken(StringBuilder text, ReadOnlySpan<byte> broken)
    {
        GiveUpSequence(text);
        foreach (byte value in broken)
            text.Append(Visible.Escape(value));
    }

    private void GiveUpSequence(StringBuilder text)
    {
        if (_sequence.Length > 0)
            text.Append(Visible.Line(_sequence.ToString()));
        _sequence.Clear();
    }

    /// <summary>A job must not colour, or hide, what is written after its output.</summary>
    private string WithoutColour(StringBuilder text)
    {
        if (text.Length > 0)
            _isInLine = text[^1] != '\n';
        if (_coloured)
            text.Append(ColoursOff);
        _coloured = false;
        return text.ToString();
    }
}
