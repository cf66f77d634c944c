using System.Text;
using BatchAi.EndToEnd.Tests;
using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Chaos.Tests;

/// <summary>What is left of a server that has stopped, its cluster at zero: rows, processes, files.</summary>
internal static class Remains
{
    /// <summary>Part of every secret that these tests hand in.</summary>
    public const string Secret = "Not-Shown-Again";

    /// <summary>What is wrong, in plain words.</summary>
    public static IReadOnlyList<string> Of(LocalHostProcess server) =>
    [
        .. server.Processes().Select(process => $"goes on: {process}"),
        .. Machines.Of(server.Data).Select(instance => $"an instance is left: {instance}"),
        .. Litter(server.Data).Select(row => $"left: {row}"),
        .. FilesWithSecrets(server.Data).Select(file => $"a secret can be read in {file}"),
    ];

    /// <summary>Files below a data directory that hold a secret as it was given.</summary>
    public static IEnumerable<string> FilesWithSecrets(string data)
    {
        byte[] secret = Encoding.UTF8.GetBytes(Secret);
        return Directory
            .EnumerateFiles(
                data,
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.Device | FileAttributes.ReparsePoint,
                }
            )
            .Where(file => ReadAll(file).AsSpan().IndexOf(secret) >= 0);
    }

    private static IEnumerable<string> Litter(string data)
    {
        using SqliteConnection facts = new($"Data Source={Path.Combine(data, "facts.db")};Mode=ReadOnly;Pooling=False");
        facts.Open();
        using SqliteCommand all = facts.CreateCommand();
        all.CommandText = "SELECT tbl, part, row FROM entity ORDER BY tbl, part, row";
        using SqliteDataReader rows = all.ExecuteReader();
        while (rows.Read())
        {
            (string table, string partition, string key) = (rows.GetString(0), rows.GetString(1), rows.GetString(2));
            bool rests = table switch
            {
                // A create whose server died before anything was visible is taken back after ten minutes, when its
                // caller has certainly given up; the runs in memory see that.
                Tables.Intents => key.StartsWith("create|", StringComparison.Ordinal),
                Tables.Assignments => false,
                // The ledger closes a node's time with the decision after the node went.
                Tables.Facts => key is FactKeys.Control or FactKeys.Settings or FactKeys.ClusterBell
                    || key.Split('|')[0] + '|' is FactKeys.JournalPrefix or FactKeys.TimePrefix or FactKeys.OpenTimePrefix,
                _ => true,
            };
            if (!rests)
                yield return $"{table} {partition} {key}";
        }
    }

    /// <summary>Empty when it went meanwhile.</summary>
    private static byte[] ReadAll(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
