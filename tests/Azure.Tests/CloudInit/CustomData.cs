using System.Text;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Custom data as cloud-init takes it apart: the files by path, and the commands.</summary>
internal sealed class CustomData
{
    private readonly Dictionary<string, CustomDataFile> _files = [];
    private readonly List<string[]> _commands = [];

    public IReadOnlyDictionary<string, CustomDataFile> Files => _files;

    public IReadOnlyList<string[]> Commands => _commands;

    /// <summary>Reads the form that the product writes, not all of YAML; that the two agree is a test of its own.</summary>
    public static CustomData Parse(string text)
    {
        CustomData data = new();
        string path = "", permissions = "";
        StringBuilder? literal = null;
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            if (literal is not null && (line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)))
            {
                literal.Append(line.Length == 0 ? "" : line[4..]).Append('\n');
                data._files[path] = new CustomDataFile(literal.ToString(), permissions);
                continue;
            }

            literal = null;
            if (line.StartsWith("- path: ", StringComparison.Ordinal))
                path = line["- path: ".Length..];
            else if (line.StartsWith("  permissions: ", StringComparison.Ordinal))
                permissions = line["  permissions: ".Length..].Trim('\'');
            else if (line == "  content: |")
                literal = new StringBuilder();
            else if (line.StartsWith("  content: ", StringComparison.Ordinal))
                data._files[path] = new CustomDataFile(
                    Encoding.UTF8.GetString(Convert.FromBase64String(line["  content: ".Length..])),
                    permissions);
            else if (line.StartsWith("- [", StringComparison.Ordinal))
                data._commands.Add(line[3..^1].Split(", "));
        }

        return data;
    }
}
