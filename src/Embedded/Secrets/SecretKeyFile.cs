using System.Security.Cryptography;
using System.Text;
using BatchAi.Linux;
using BatchAi.State;

namespace BatchAi.Embedded;

/// <summary>The file that holds the key of a data directory's secrets: 32 bytes in base64, readable by its owner alone.</summary>
public static class SecretKeyFile
{
    /// <summary>The key in the file, which is made with a fresh one when it is not there. The file appears whole or not at all.</summary>
    /// <exception cref="DataDirectoryException">It cannot be read or made, or holds no key.</exception>
    public static byte[] ReadOrMake(string path) => DiskErrors.Explained(path, () =>
    {
        if (!File.Exists(path))
            Make(path);
        return Read(path);
    });

    private static byte[] Read(string path)
    {
        OwnerOnly.CloseFile(path);

        byte[] key = new byte[SecretStore.KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out int length) && length == key.Length
            ? key
            : throw new DataDirectoryException(
                $"{path} holds no key of {SecretStore.KeyBytes} bytes in base64; restore it from a backup, or remove it and set all "
                + "secrets anew."
            );
    }

    private static void Make(string path)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretStore.KeyBytes));
        _ = AtomicFile.TryCreate(path, Encoding.ASCII.GetBytes($"{key}\n"), Survives.MachineCrash);
    }
}
