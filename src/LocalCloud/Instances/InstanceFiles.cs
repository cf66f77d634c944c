using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>The directories of the instances: <c>instances/{scale set}/{id}</c>, each its machine's whole disk.</summary>
internal sealed class InstanceFiles(string root)
{
    public string DirectoryOf(InstanceKey key) => Path.Combine(root, "instances", key.ScaleSet, key.Id);

    public string IdentityOf(InstanceKey key) => Path.Combine(DirectoryOf(key), "identity");

    /// <summary>A directory for temporary files whose path leaves room for the name of a socket (108 bytes in all).</summary>
    public string ChooseTempDirectory(InstanceKey key, string vmId)
    {
        string own = Path.Combine(DirectoryOf(key), "tmp");
        return own.Length <= 60 ? own : Path.Combine(Path.GetTempPath(), $"bai-{vmId[..13]}");
    }

    /// <summary>Lays the disk of a new instance out. Done again after a crash it keeps the identity.</summary>
    public void Prepare(ScaleSet set, Instance instance)
    {
        InstanceKey key = new(set.Key, instance.Id);
        string directory = OwnerOnly.CreateDirectory(DirectoryOf(key));
        OwnerOnly.CreateDirectory(Path.Combine(directory, "home"));

        if (!File.Exists(IdentityOf(key)))
            WriteWhole(IdentityOf(key), Base64Url.EncodeToUtf8(RandomNumberGenerator.GetBytes(32)));
        WriteWhole(Path.Combine(directory, "custom-data"), Convert.FromBase64String(set.CustomData ?? ""));
        WriteWhole(Path.Combine(directory, "instance.json"), JsonSerializer.SerializeToUtf8Bytes(Describe(set, instance)));
    }

    /// <summary>Removes all that is left of an instance.</summary>
    /// <exception cref="IOException">Something in it cannot be removed now.</exception>
    public void Remove(InstanceKey key, string tempDirectory)
    {
        TreeRemoval.Delete(tempDirectory);
        TreeRemoval.Delete(DirectoryOf(key));
    }

    /// <summary>Removes temporary files, as a machine that is off has none; a boot makes the directories again. Who deletes the data directory then leaves nothing elsewhere.</summary>
    public static void RemoveTemporary(IEnumerable<Instance> instances)
    {
        foreach (string directory in instances.Select(instance => instance.TempDirectory))
            TreeRemoval.Delete(directory);
    }

    public void RemoveScaleSet(string scaleSet) => TreeRemoval.Delete(Path.Combine(root, "instances", scaleSet));

    private static JsonObject Describe(ScaleSet set, Instance instance) => new()
    {
        ["name"] = $"{set.Name}_{instance.Id}",
        ["id"] = instance.Id,
        ["scaleSet"] = set.Name,
        ["location"] = set.Location,
        ["vmId"] = instance.VmId,
        ["vmSize"] = instance.VmSize,
        ["address"] = instance.Address,
        ["gpus"] = new JsonArray([.. instance.Gpus.Select(gpu => JsonValue.Create(gpu))]),
        ["simulated"] = instance.Simulated,
        ["createdAt"] = instance.CreatedAt,
    };

    /// <summary>An instance that boots after a crash of the machine must find its disk as it was laid out.</summary>
    private static void WriteWhole(string path, ReadOnlySpan<byte> bytes) => AtomicFile.Write(path, bytes, Survives.MachineCrash);
}
