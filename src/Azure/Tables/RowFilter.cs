using Azure.Data.Tables;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The query for the rows of a partition between two bounds. The control characters that bounds may end in have no place in a query,
/// so it says the same without them: keys hold nothing below ' ' and nothing above '~'.
/// </summary>
internal static class RowFilter
{
    /// <summary>Ends a bound that is above every row with the text before it.</summary>
    private const char AboveAll = '\u007f';

    public static string Between(string partition, string? from, string? to)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        if (!string.IsNullOrEmpty(from))
        {
            filter += from.EndsWith(StoreKeys.After)
                ? TableClient.CreateQueryFilter($" and RowKey gt {from[..^1]}")
                : TableClient.CreateQueryFilter($" and RowKey ge {from}");
        }

        while (to is not null && to.EndsWith(AboveAll))
            to = to.Length == 1 ? null : StoreKeys.EndOf(to[..^1]);
        if (to is not null)
            filter += TableClient.CreateQueryFilter($" and RowKey lt {to}");
        return filter;
    }
}
