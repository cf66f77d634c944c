namespace BatchAi.EndToEnd.Tests;

/// <summary>Requests to a storage account, by kind.</summary>
/// <param name="TableReads">Gets and queries.</param>
/// <param name="TableWrites">Inserts, replaces, deletes and transactions, one each.</param>
internal sealed record StorageCounts(double TableReads, double TableWrites, double Queue, double Blob)
{
    public double All => TableReads + TableWrites + Queue + Blob;

    public static StorageCounts operator +(StorageCounts one, StorageCounts other) =>
        new(one.TableReads + other.TableReads, one.TableWrites + other.TableWrites, one.Queue + other.Queue, one.Blob + other.Blob);

    public static StorageCounts operator -(StorageCounts later, StorageCounts earlier) =>
        new(
            later.TableReads - earlier.TableReads,
            later.TableWrites - earlier.TableWrites,
            later.Queue - earlier.Queue,
            later.Blob - earlier.Blob);

    public static StorageCounts operator *(StorageCounts counts, double times) =>
        new(counts.TableReads * times, counts.TableWrites * times, counts.Queue * times, counts.Blob * times);
}
