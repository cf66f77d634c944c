using System.Security.Cryptography;
using System.Text;

namespace BatchAi.State;

/// <summary>Keeps secrets in the table <see cref="Tables.Secrets"/>, one encrypted row a resource.</summary>
/// <remarks>
/// Both hosts keep them here and differ in where the key lies: in a file only its owner may read, or in Key Vault. A
/// vault entry for each secret would cost a call each time a node registers, against limits all users of the vault
/// share, and would leave entries behind wherever a deletion was cut off; a row goes with its resource.
/// </remarks>
public sealed class SecretStore(ITableStore store, ISecretKey key) : ISecretStore
{
    /// <summary>AES-256.</summary>
    public const int KeyBytes = 32;

    private const string Row = "values";
    private const int Schema = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <param name="key">The key itself: 32 bytes.</param>
    /// <exception cref="ArgumentException">It has not the length of a key.</exception>
    public SecretStore(ITableStore store, byte[] key)
        : this(store, new KnownSecretKey(key))
    {
    }

    /// <summary>Of two that save at once the last wins, whole.</summary>
    public async Task SaveAsync(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, CancellationToken cancellation)
    {
        if (valuesBySlot.Count == 0)
        {
            await DeleteAsync(resourceUid, cancellation);
            return;
        }

        byte[] document = Lock(resourceUid, valuesBySlot, await key.GetAsync(cancellation));
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
            ? Unlock(resourceUid, there, await key.GetAsync(cancellation))
            : new Dictionary<string, string>();

    public async Task DeleteAsync(string resourceUid, CancellationToken cancellation)
    {
        while (
            await store.FindAsync(Tables.Secrets, resourceUid, Row, cancellation) is { } there
            && await store.CommitAsync(Tables.Secrets, resourceUid, [new EntityWrite.Delete(Row, there.ETag)], cancellation)
                is CommitOutcome.Conflict)
        {
            // Another writer came in between: look again.
        }
    }

    private static byte[] Lock(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, ReadOnlyMemory<byte> key)
    {
        byte[] plain = RowJson.WriteBytes(valuesBySlot);
        SecretBox box = new(RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes], new byte[plain.Length]);
        using AesGcm aes = new(key.Span, TagBytes);
        aes.Encrypt(box.Nonce, plain, box.Cipher, box.Tag, BoundTo(resourceUid));
        CryptographicOperations.ZeroMemory(plain);
        return RowJson.WriteBytes(box);
    }

    private static Dictionary<string, string> Unlock(string resourceUid, StoredEntity entity, ReadOnlyMemory<byte> key)
    {
        if (entity.Schema != Schema)
            throw new InvalidDataException($"The secrets of {resourceUid} have schema {entity.Schema}; this version knows {Schema}.");

        SecretBox box = RowJson.Read<SecretBox>(entity.Document.Span);
        byte[] plain = new byte[box.Cipher.Length];
        using AesGcm aes = new(key.Span, TagBytes);
        try
        {
            aes.Decrypt(box.Nonce, box.Cipher, box.Tag, plain, BoundTo(resourceUid));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new InvalidDataException(
                $"The secrets of {resourceUid} cannot be decrypted: they were written with another key, or are damaged.",
                mismatch);
        }

        Dictionary<string, string> values = RowJson.Read<Dictionary<string, string>>(plain);
        CryptographicOperations.ZeroMemory(plain);
        return values;
    }

    /// <summary>A row moved to another resource does not decrypt.</summary>
    private static byte[] BoundTo(string resourceUid) => Encoding.UTF8.GetBytes(resourceUid);
}

/// <summary>
/// The secrets of one resource as they lie in the store: AES-256-GCM over the JSON of values by slot, bound to the
/// resource's uid.
/// </summary>
internal sealed record SecretBox(byte[] Nonce, byte[] Tag, byte[] Cipher);
