namespace BatchAi.State;

/// <summary>Keeps secret values apart from the documents they came in, encrypted at rest.</summary>
public interface ISecretStore
{
    /// <summary>Keeps the secrets of one resource, replacing what was kept under its uid.</summary>
    Task SaveAsync(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, CancellationToken cancellation);

    /// <summary>Values by slot; empty when nothing is kept.</summary>
    Task<IReadOnlyDictionary<string, string>> LoadAsync(string resourceUid, CancellationToken cancellation);

    /// <summary>Not there is success.</summary>
    Task DeleteAsync(string resourceUid, CancellationToken cancellation);
}
