using BatchAi.EndToEnd.Tests;
using Microsoft.Data.Sqlite;

namespace BatchAi.Chaos.Tests;

/// <summary>What a server holds at one moment.</summary>
/// <param name="Work">Jobs ended and processes killed until then: what each of them leaves for a while grows with these.</param>
/// <param name="Megabytes">VmRSS of the server.</param>
/// <param name="Descriptors">Its open files.</param>
/// <param name="Files">
/// In its data directory, but for the users' own in the volumes, and the local cloud's operations, which it keeps for
/// an hour.
/// </param>
/// <param name="Rows">Of the facts and of the engine's history, by kind.</param>
internal sealed record Reading(int Work, int Megabytes, int Descriptors, int Files, IReadOnlyDictionary<string, int> Rows)
{
    private const string Facts =
        "SELECT tbl || CASE WHEN tbl = 'Facts' AND instr(row, '|') > 0 THEN ' ' || substr(row, 1, instr(row, '|') - 1) ELSE '' END "
        + "AS kind, count(*) FROM entity GROUP BY kind";

    private const string Engine =
        "SELECT CASE WHEN status < 2 THEN 'instances' ELSE 'ended instances' END AS kind, count(*) FROM instances GROUP BY kind";

    private static readonly EnumerationOptions s_everyFile = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>
    /// Rows that are kept for days, so that they can be asked about: in a shorter run they grow with the work. All
    /// other rows are there for what is there now.
    /// </summary>
    public static IReadOnlyList<string> Retained { get; } = ["Facts journal", "Facts time", "Operations", "ended instances"];

    public static Reading Take(LocalHostProcess server, int work) =>
        new(
            work,
            Megabytes: ServerProcesses.MegabytesOf(server.Pid),
            Descriptors: Directory.GetFiles($"/proc/{server.Pid}/fd").Length,
            Files: Directory
                .EnumerateDirectories(server.Data)
                .Where(directory => Path.GetFileName(directory) != "volumes")
                .Sum(directory =>
                    Directory
                        .EnumerateFiles(directory, "*", s_everyFile)
                        .Count(file => !file.Contains("/cloud/operations/", StringComparison.Ordinal))
                ) + Directory.GetFiles(server.Data).Length,
            Rows: new Dictionary<string, int>([.. Count(server.Data, "facts.db", Facts), .. Count(server.Data, "engine.db", Engine)]));

    /// <summary>Rows that are not <see cref="Retained"/>.</summary>
    public int LiveRows => Rows.Where(kind => !Retained.Contains(kind.Key)).Sum(kind => kind.Value);

    public double RetainedRows(string kind) => Rows.GetValueOrDefault(kind);

    public override string ToString() =>
        $"{Megabytes} MB, {Descriptors} descriptors, {Files} files, {LiveRows} live rows, "
        + $"{string.Join(", ", Retained.Select(kind => $"{kind} {Rows.GetValueOrDefault(kind)}"))}";

    private static IEnumerable<KeyValuePair<string, int>> Count(string data, string file, string query)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(data, file)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand all = connection.CreateCommand();
        all.CommandText = query;
        using SqliteDataReader rows = all.ExecuteReader();
        while (rows.Read())
            yield return new(rows.GetString(0), rows.GetInt32(1));
    }
}
