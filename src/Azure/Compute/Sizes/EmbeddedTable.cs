using System.Reflection;

namespace BatchAi.AzureAdapters;

/// <summary>Text tables compiled into the assembly: a row a line, columns apart by spaces, comments after #.</summary>
internal static class EmbeddedTable
{
    public static IEnumerable<string[]> Rows(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is missing from the assembly.");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] columns = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 0)
                yield return columns;
        }
    }
}
