using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>A row as it lies in the store.</summary>
internal sealed record KeptRow(string Table, string Partition, string Key, string Text)
{
    public override string ToString() => Table == Tables.Secrets ? $"{Table} {Partition} {Key}" : $"{Table} {Partition} {Key} {Text}";
}
