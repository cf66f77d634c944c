using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BatchAi.NodeAgent;

/// <summary>What blobfuse2 reads: YAML, written as JSON, which is YAML whatever the values hold.</summary>
internal static class BlobfuseConfiguration
{
    /// <summary>Files of the container that are in use.</summary>
    public static string CacheOf(AzureConfig azure, string mountPoint) =>
        Path.Combine(azure.InstanceDirectory, "cache", NodeBoot.HashOf(mountPoint)[..16]);

    /// <param name="key">Null mounts with the nodes' identity.</param>
    public static string Of(VolumeMount volume, AccountKey? key, AzureConfig azure, string cacheDirectory)
    {
        string[] options = (volume.Options ?? "").Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteBoolean("allow-other", true);
            json.WriteBoolean(
                "read-only",
                options.Contains("ro") || options.Contains("--read-only=true") || options.Contains("--read-only"));
            Section(json, "logging", ("type", "syslog"), ("level", "log_warning"));
            json.WriteStartArray("components");
            foreach (string component in (string[])["libfuse", "file_cache", "attr_cache", "azstorage"])
                json.WriteStringValue(component);
            json.WriteEndArray();
            // The contract's own defaults. Other options of the first blobfuse mean nothing to its successor.
            Section(json, "libfuse",
                ("attribute-expiration-sec", Seconds(options, "attr_timeout=", 240)),
                ("entry-expiration-sec", Seconds(options, "entry_timeout=", 240)),
                ("negative-entry-expiration-sec", Seconds(options, "negative_timeout=", 120)));
            Section(
                json,
                "file_cache",
                ("path", cacheDirectory),
                ("timeout-sec", Seconds(options, "--file-cache-timeout-in-seconds=", 120)));
            Section(
                json,
                "azstorage",
                ("type", "block"),
                ("account-name", volume.Owner),
                ("container", volume.Name),
                ("endpoint", $"https://{volume.Owner}.blob.{azure.StorageSuffix}"),
                ("mode", key is null ? "msi" : "key"),
                key is null ? ("appid", azure.IdentityClientId) : ("account-key", key.Reveal()));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Section(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, object Value)> members)
    {
        json.WriteStartObject(name);
        foreach ((string member, object value) in members)
        {
            if (value is int number)
                json.WriteNumber(member, number);
            else
                json.WriteString(member, (string)value);
        }
        json.WriteEndObject();
    }

    private static int Seconds(string[] options, string option, int otherwise)
    {
        string? given = Array.FindLast(options, candidate => candidate.StartsWith(option, StringComparison.Ordinal));
        return given is not null && int.TryParse(given[option.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? seconds
            : otherwise;
    }
}
