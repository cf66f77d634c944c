using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace BatchAi.Cli;

/// <summary>Prints resources on standard output: as tables, or as the server's JSON and nothing else.</summary>
public sealed class Printer(CliOutput output, bool json)
{
    /// <summary>Wider than any row: a row that is broken is neither read by people nor by programs; a terminal wraps it itself.</summary>
    private const int Width = 1_000_000;

    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether only JSON may appear on standard output.</summary>
    public bool Json => json;

    /// <summary>A list; in JSON an array of the items of all pages.</summary>
    public void List<TItem>(IReadOnlyList<JsonElement> items, Func<JsonElement, TItem> read, params IReadOnlyList<Column<TItem>> columns)
    {
        if (json)
        {
            WriteJson(writer =>
            {
                writer.WriteStartArray();
                foreach (JsonElement item in items)
                    item.WriteTo(writer);
                writer.WriteEndArray();
            });
            return;
        }

        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (Column<TItem> column in columns)
            table.AddColumn(new TableColumn(new Text(Visible.Line(column.Title))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (TItem item in items.Select(read))
            table.AddRow(columns.Select(column => new Text(Visible.Line(column.Text(item)))));
        Write(table);
    }

    /// <summary>One resource; as a table, one line a property.</summary>
    public void Resource<TItem>(JsonElement item, Func<JsonElement, TItem> read, params IReadOnlyList<Column<TItem>> lines)
    {
        if (json)
        {
            WriteJson(item.WriteTo);
            return;
        }

        TItem value = read(item);
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (Column<TItem> line in lines)
            grid.AddRow(new Text(Visible.Line(line.Title)), new Text(Visible.Line(line.Text(value))));
        Write(grid);
    }

    /// <summary>A sentence, left out when only JSON may be printed.</summary>
    public void Say(string sentence)
    {
        if (!json)
            output.WriteLine(sentence);
    }

    /// <summary>
    /// One row is one line, whatever its length, and no line ends in spaces.
    /// </summary>
    private void Write(Spectre.Console.Rendering.IRenderable content)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(text),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        console.Profile.Width = Width;
        console.Write(content);
        foreach (string line in text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            output.WriteLine(line.TrimEnd());
    }

    private void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_indented))
            write(writer);
        output.WriteJson(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
