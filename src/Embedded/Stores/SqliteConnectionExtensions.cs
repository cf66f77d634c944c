using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>Short forms for statements.</summary>
internal static class SqliteConnectionExtensions
{
    extension(SqliteConnection connection)
    {
        public void Execute(string sql)
        {
            using SqliteCommand command = connection.Statement(sql);
            command.ExecuteNonQuery();
        }

        public long ReadNumber(string sql)
        {
            using SqliteCommand command = connection.Statement(sql);
            return (long)command.ExecuteScalar()!;
        }

        /// <summary>A statement to keep and run again, with its parameters named in order.</summary>
        [SuppressMessage(
            "Security",
            "CA2100:Review SQL queries for security vulnerabilities",
            Justification = "Every statement is a constant of this assembly; values travel as parameters.")]
        public SqliteCommand Statement(string sql, params ReadOnlySpan<string> parameters)
        {
            SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (string name in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            return command;
        }
    }

    extension(SqliteCommand command)
    {
        /// <summary>Sets the parameters in the order they were named.</summary>
        public SqliteCommand With(params ReadOnlySpan<object?> values)
        {
            for (int index = 0; index < values.Length; index++)
                command.Parameters[index].Value = values[index] ?? DBNull.Value;
            return command;
        }
    }
}
