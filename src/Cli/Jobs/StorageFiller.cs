using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Fills what the old command line filled before it sent a body: placeholders for the storage account and its key,
/// account names, credentials, and volumes named by options. On a local server an account is only a directory name, so
/// one is made up.
/// </summary>
public sealed class StorageFiller(MountOptions options, bool local, WorkspaceId workspace)
{
    private const string AccountPlaceholder = "<AZURE_BATCHAI_STORAGE_ACCOUNT>";
    private const string KeyPlaceholder = "<AZURE_BATCHAI_STORAGE_KEY>";
    private const string LocalAccount = "local";

    // Base64 of "local": a local server mounts directories and never looks at a key.
    private const string LocalKey = "bG9jYWw=";

    private readonly List<string> _notes = [];

    /// <summary>What was made up, for the user.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>
    /// Completes a list of volumes and every placeholder below <paramref name="properties"/>;
    /// <paramref name="volumesOf"/> is where the volumes named by options go.
    /// </summary>
    /// <exception cref="CliException">An account or key is needed and none was given.</exception>
    public void Fill(JsonObject properties, Func<JsonObject, JsonObject> volumesOf)
    {
        if (options is not { FileShare: null, Container: null, FileServer: null })
            AddVolumes(volumesOf(properties));
        ReplacePlaceholders(properties);
        Complete(properties["mountVolumes"] as JsonObject);
        Complete((properties["nodeSetup"] as JsonObject)?["mountVolumes"] as JsonObject);
    }

    /// <summary>A share of the account, mounted at a path, with its credentials.</summary>
    public JsonObject FileShare(string share, string mountPath)
    {
        string account = Account();
        return new JsonObject
        {
            ["accountName"] = account,
            ["azureFileUrl"] = $"https://{account}.file.core.windows.net/{share}",
            ["credentials"] = new JsonObject { ["accountKey"] = Key() },
            ["relativeMountPath"] = mountPath,
        };
    }

    /// <summary>The volumes of a job.</summary>
    public static JsonObject JobVolumes(JsonObject properties) => Child(properties, "mountVolumes");

    /// <summary>The volumes of a cluster.</summary>
    public static JsonObject ClusterVolumes(JsonObject properties) => Child(Child(properties, "nodeSetup"), "mountVolumes");

    /// <summary>The list of this name, made when it is not there.</summary>
    public static JsonArray List(JsonObject volumes, string name)
    {
        if (volumes[name] is not JsonArray list)
            volumes[name] = list = [];
        return list;
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
            parent[name] = child = [];
        return child;
    }

    private void AddVolumes(JsonObject volumes)
    {
        if (options.FileShare is { } share)
            List(volumes, "azureFileShares").Add((JsonNode)FileShare(share, options.FileShareMountPath));
        if (options.Container is { } container)
            List(volumes, "azureBlobFileSystems")
                .Add((JsonNode)new JsonObject { ["containerName"] = container, ["relativeMountPath"] = options.ContainerMountPath });
        if (options.FileServer is { } server)
        {
            string id = server.StartsWith('/') ? server : new FileServerId(workspace, server).ArmId;
            List(volumes, "fileServers").Add((JsonNode)new JsonObject
            {
                ["fileServer"] = new JsonObject { ["id"] = id },
                ["relativeMountPath"] = options.FileServerMountPath,
                ["mountOptions"] = "rw",
            });
        }
    }

    private void ReplacePlaceholders(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject body:
                foreach (string name in body.Select(property => property.Key).ToArray())
                {
                    if (Replaced(body[name]) is { } text)
                        body[name] = text;
                    else
                        ReplacePlaceholders(body[name]);
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (Replaced(list[i]) is { } text)
                        list[i] = text;
                    else
                        ReplacePlaceholders(list[i]);
                }

                break;
        }
    }

    /// <summary>Null when nothing is to be replaced; account and key are only asked for where they stand.</summary>
    private string? Replaced(JsonNode? node)
    {
        if (node is not JsonValue value || !value.TryGetValue(out string? text))
            return null;

        string filled = text;
        if (filled.Contains(AccountPlaceholder))
            filled = filled.Replace(AccountPlaceholder, Account());
        if (filled.Contains(KeyPlaceholder))
            filled = filled.Replace(KeyPlaceholder, Key());
        return filled == text ? null : filled;
    }

    private void Complete(JsonObject? volumes)
    {
        foreach (JsonObject share in Objects(volumes?["azureFileShares"]))
        {
            if (share["accountName"] is null && Uri.TryCreate(share["azureFileUrl"]?.ToString(), UriKind.Absolute, out Uri? url))
                share["accountName"] = url.Host.Split('.')[0];
            CompleteCredentials(share);
        }

        foreach (JsonObject container in Objects(volumes?["azureBlobFileSystems"]))
        {
            if (container["accountName"] is null)
                container["accountName"] = Account();
            CompleteCredentials(container);
        }
    }

    private void CompleteCredentials(JsonObject volume)
    {
        if (volume["credentials"] is not JsonObject credentials)
            volume["credentials"] = credentials = [];
        if (credentials["accountKey"] is null && credentials["accountKeySecretReference"] is null)
            credentials["accountKey"] = Key();
    }

    private string Account() => options.StorageAccount ?? MakeUp(LocalAccount, "--storage-account-name or AZURE_BATCHAI_STORAGE_ACCOUNT");

    private string Key() => options.StorageKey ?? MakeUp(LocalKey, "--storage-account-key or AZURE_BATCHAI_STORAGE_KEY");

    private string MakeUp(string stand, string option)
    {
        if (!local)
            throw CliException.Usage($"a volume needs a storage account: give {option}.");

        const string Note = "no storage account given: using 'local' with a dummy key (volumes are directories of this server)";
        if (!_notes.Contains(Note))
            _notes.Add(Note);
        return stand;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];
}
