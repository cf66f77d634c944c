namespace BatchAi.Activities;

/// <summary>The secrets of one resource as they lie in the store: AES-256-GCM over the JSON of values by slot, bound to the resource's uid.</summary>
internal sealed record SecretBox(byte[] Nonce, byte[] Tag, byte[] Cipher);
