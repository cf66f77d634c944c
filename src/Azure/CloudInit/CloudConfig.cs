using System.Text;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Writes cloud-init's configuration. Scripts stand in it as they are, for people to read; values stand in it encoded,
/// so that nothing in them can be taken for YAML, and go to files of their own, so that nothing in them can be taken
/// for shell. Commands are lists of fixed words.
/// </summary>
internal static class CloudConfig
{
    /// <summary>Azure takes 64 KB of base64.</summary>
    private const int LargestBytes = 48 * 1024;

    /// <summary>
    /// A script that cloud-init runs at every boot, the first included, before the commands. The commands run at the first boot only, and
    /// are not made up for when that is cut short.
    /// </summary>
    public const string AtEveryBoot = "/var/lib/cloud/scripts/per-boot/batchai";

    /// <summary>Installs packages, on nodes and file servers alike.</summary>
    public const string PackageInstaller = "/usr/local/lib/batchai/install-packages";

    public static string Of(IEnumerable<CloudFile> files, IEnumerable<string[]> commands)
    {
        StringBuilder text = new("#cloud-config\nwrite_files:\n");
        foreach (CloudFile file in files)
            Append(text, file);

        text.Append("runcmd:\n");
        foreach (string[] command in commands)
            text.Append($"- [{string.Join(", ", command)}]\n");

        int size = Encoding.UTF8.GetByteCount(text.ToString());
        return size <= LargestBytes
            ? text.ToString()
            : throw new InvalidOperationException($"The custom data is {size} bytes, allowed are {LargestBytes}.");
    }

    private static void Append(StringBuilder text, CloudFile file)
    {
        text.Append($"- path: {file.Path}\n  owner: root:root\n");
        switch (file)
        {
            case CloudFile.Fixed(_, var name, var executable):
                text.Append($"  permissions: '{(executable ? "0755" : "0644")}'\n  content: |\n");
                foreach (string line in ContentOf(name).TrimEnd('\n').Split('\n'))
                    text.Append(line.Length == 0 ? "\n" : $"    {line}\n");
                break;
            case CloudFile.Value(_, var content):
                text.Append(
                    $"  permissions: '0644'\n  encoding: b64\n  content: {Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}\n");
                break;
        }
    }

    private static string ContentOf(string name)
    {
        using Stream stream =
            typeof(CloudConfig).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built in");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
