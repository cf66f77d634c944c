using System.Security.Cryptography;
using System.Text;
using BatchAi.Activities;

namespace BatchAi.Embedded;

/// <summary>Keeps secrets in the table <see cref="Tables.Secrets"/>, one encrypted row a resource.</summary>
/// <param name="key">32 bytes; see <see cref="SecretKeyFile"/>.</param>
public sealed class SecretStore(ITableStore store, byte[] key) : ISecretStore
{
    /// <summary>AES-256.</summary>
    public const int KeyBytes = 32;

    private const string Row = "values";
    private const int Schema = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = key.Length == KeyBytes ? [.. key] : throw new ArgumentException($"The key has {key.Length} bytes; it needs {KeyBytes}.", nameof(key));

    /// <summary>Of two that save at once the last wins, whole.</summary>
    public async Task SaveAsync(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, CancellationToken cancellation)
    {
        if (valuesBySlot.Count == 0)
        {
            await DeleteAsync(resourceUid, cancellation);
            return;
        }

        byte[] document = Lock(resourceUid, valuesBySlot);
        CommitOutcome outcome;
        do
        {
            StoredEntity? there = await store.FindAsync(Tables.Secrets, resourceUid, Row, cancellation);
            EntityWrite write = there is null
                ? new EntityWrite.Insert(Row, Schema, document)
                : new EntityWrite.Replace(Row, there.ETag, Schema, document);
            outcome = await store.CommitAsync(Tables.Secrets, resourceUid, [write], cancellation);
        }
        while (outcome is CommitOutcome.Conflict);
    }

    /// <exception cref="InvalidDataException">The row was written with another key, for another resource, or is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, string>> LoadAsync(string resourceUid, CancellationToken cancellation) =>
        await store.FindAsync(Tables.Secrets, resourceUid, Row, cancellation) is { } there
            ? Unlock(resourceUid, there)
            : new Dictionary<string, string>();

    public async Task DeleteAsync(string resourceUid, CancellationToken cancellation)
    {
        while (await store.FindAsync(Tables.Secrets, resourceUid, Row, cancellation) is { } there
            && await store.CommitAsync(Tables.Secrets, resourceUid, [new EntityWrite.Delete(Row, there.ETag)], cancellation) is CommitOutcome.Conflict)
        {
            // Another writer came in between: look again.
        }
    }

    private byte[] Lock(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot)
    {
        byte[] plain = RowJson.WriteBytes(valuesBySlot);
        SecretBox box = new(RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes], new byte[plain.Length]);
        using AesGcm aes = new(_key, TagBytes);
        aes.Encrypt(box.Nonce, plain, box.Cipher, box.Tag, BoundTo(resourceUid));
        CryptographicOperations.ZeroMemory(plain);
        return RowJson.WriteBytes(box);
    }

    private Dictionary<string, string> Unlock(string resourceUid, StoredEntity entity)
    {
        if (entity.Schema != Schema)
            throw new InvalidDataException($"The secrets of {resourceUid} have schema {entity.Schema}; this version knows {Schema}.");

        SecretBox box = RowJson.Read<SecretBox>(entity.Document.Span);
        byte[] plain = new byte[box.Cipher.Length];
        using AesGcm aes = new(_key, TagBytes);
        try
        {
            aes.Decrypt(box.Nonce, box.Cipher, box.Tag, plain, BoundTo(resourceUid));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new InvalidDataException($"The secrets of {resourceUid} cannot be decrypted: they were written with another key, or are damaged.", mismatch);
        }

        Dictionary<string, string> values = RowJson.Read<Dictionary<string, string>>(plain);
        CryptographicOperations.ZeroMemory(plain);
        return values;
    }

    /// <summary>A row moved to another resource does not decrypt.</summary>
    private static byte[] BoundTo(string resourceUid) => Encoding.UTF8.GetBytes(resourceUid);
}
