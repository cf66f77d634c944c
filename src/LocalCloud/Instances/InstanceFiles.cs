using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>
/// The directories of the instances: <c>instances/{scale set}/{id}</c> and <c>machines/{virtual machine}/0</c>, each its machine's own
/// disk, and those of data disks: <c>disks/{name}</c>, which outlive the machines they are attached to.
/// </summary>
internal sealed class InstanceFiles(string root)
{
    private readonly SetAside _aside = new(Path.Combine(root, "set-aside"));
    private readonly MountTable _mounts = new();

    public string DirectoryOf(InstanceKey key) => Path.Combine(root, key.Folder, key.Id);

    public string IdentityOf(InstanceKey key) => Path.Combine(DirectoryOf(key), "identity");

    /// <summary>A directory for temporary files whose path leaves room for the name of a socket (108 bytes in all).</summary>
    public string ChooseTempDirectory(InstanceKey key, string vmId)
    {
        string own = Path.Combine(DirectoryOf(key), "tmp");
        return own.Length <= 60 ? own : Path.Combine(Path.GetTempPath(), $"bai-{vmId[..13]}");
    }

    public string DirectoryOfDisk(string disk) => Path.Combine(root, "disks", disk.ToLowerInvariant());

    /// <summary>Lays the disk of a new instance out. Done again after a crash it keeps the identity.</summary>
    public void Prepare(InstanceOwner owner, Instance instance)
    {
        InstanceKey key = InstanceKey.Of(owner, instance);
        string directory = OwnerOnly.CreateDirectory(DirectoryOf(key));
        OwnerOnly.CreateDirectory(Path.Combine(directory, "home"));

        if (!File.Exists(IdentityOf(key)))
            WriteWhole(IdentityOf(key), Base64Url.EncodeToUtf8(RandomNumberGenerator.GetBytes(32)));
        WriteWhole(Path.Combine(directory, "custom-data"), Convert.FromBase64String(owner.CustomData ?? ""));
        WriteWhole(Path.Combine(directory, "instance.json"), JsonSerializer.SerializeToUtf8Bytes(Describe(owner, instance)));
        if (owner is Machine machine)
            Attach(machine, directory);
    }

    /// <summary>The directories of an instance.</summary>
    public IReadOnlyList<string> PlacesOf(InstanceKey key, string tempDirectory) => [tempDirectory, DirectoryOf(key)];

    /// <summary>The directory of an owner whose instances are gone.</summary>
    public string PlaceOf(InstanceOwner owner) => Path.Combine(root, owner.InstanceFolder);

    /// <summary>
    /// Unmounts what is mounted in a directory and removes it, as far as that can be done: what ran there may have left anything. Absent is
    /// success.
    /// </summary>
    /// <returns>The first of what is left, and why; null when nothing is.</returns>
    public TreeProblem? Remove(string directory)
    {
        try
        {
            IReadOnlyList<TreeProblem> mounted = _mounts.Detach(directory);
            return TreeRemoval.Remove(directory).Problems is not [var first, ..] ? null : mounted is [var held, ..] ? held : first;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new TreeProblem(directory, refused.Message);
        }
    }

    /// <summary>Takes what cannot be removed out of the way of what may come to its place.</summary>
    /// <returns>Where it is now.</returns>
    public string SetAside(string directory) => _aside.Move(directory) ?? directory;

    /// <summary>Removes what was once set aside, as far as that can be done now.</summary>
    public void RemoveSetAside()
    {
        foreach (string place in _aside.Contents)
            Remove(place);
    }

    /// <summary>
    /// Leaves nothing mounted and no temporary files, as a machine that is off has none; a boot makes the directories again. Who deletes
    /// the data directory then leaves nothing elsewhere, and removes nothing that was only mounted there.
    /// </summary>
    /// <returns>What is left.</returns>
    public IReadOnlyList<TreeProblem> SwitchOff(IEnumerable<string> directories, IEnumerable<Instance> instances)
    {
        List<TreeProblem> left = [.. directories.SelectMany(_mounts.Detach)];
        foreach (string directory in instances.Select(instance => instance.TempDirectory))
        {
            if (Remove(directory) is { } problem)
                left.Add(problem);
        }
        return left;
    }

    /// <summary>A data disk is a directory of its own, which the machine sees as <c>disks/lun{number}</c>.</summary>
    private void Attach(Machine machine, string directory)
    {
        string slots = OwnerOnly.CreateDirectory(Path.Combine(directory, "disks"));
        OwnerOnly.CreateDirectory(Path.Combine(root, "disks"));
        foreach (ResourceUse disk in machine.DataDisks)
        {
            string contents = OwnerOnly.CreateDirectory(DirectoryOfDisk(disk.Name));
            string slot = Path.Combine(slots, $"lun{disk.Lun}");
            if (!Path.Exists(slot))
                Directory.CreateSymbolicLink(slot, contents);
        }
    }

    private JsonObject Describe(InstanceOwner owner, Instance instance)
    {
        JsonObject described = new()
        {
            ["name"] = owner.NameOf(instance),
            ["id"] = owner is Machine ? owner.Name : instance.Id,
            ["location"] = owner.Location,
            ["vmId"] = instance.VmId,
            ["vmSize"] = instance.VmSize,
            ["address"] = instance.Address,
            ["gpus"] = new JsonArray([.. instance.Gpus.Select(gpu => JsonValue.Create(gpu))]),
            ["simulated"] = instance.Simulated,
            ["createdAt"] = instance.CreatedAt,
        };
        if (owner is Machine machine)
        {
            described["publicAddress"] = machine.PublicAddress;
            described["dataDisks"] = new JsonArray([.. machine.DataDisks.Select(disk =>
                new JsonObject { ["name"] = disk.Name, ["lun"] = disk.Lun, ["directory"] = DirectoryOfDisk(disk.Name) })]);
        }
        else
        {
            described["scaleSet"] = owner.Name;
        }

        return described;
    }

    /// <summary>An instance that boots after a crash of the machine must find its disk as it was laid out.</summary>
    private static void WriteWhole(string path, ReadOnlySpan<byte> bytes) => AtomicFile.Write(path, bytes, Survives.MachineCrash);
}
