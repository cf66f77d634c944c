namespace BatchAi.Activities;

/// <summary>Input of one turn of a deletion's orchestration.</summary>
/// <param name="Tries">How often it looked already; sets the wait before the next look.</param>
public sealed record DeletionTurn(string Uid, int Revival, int Tries = 0);
