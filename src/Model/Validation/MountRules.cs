using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>Volumes to mount, on a cluster or for one job (runtime contract, section 14). No two share a mount path.</summary>
internal static partial class MountRules
{
    /// <summary>A node adds <c> "$1"</c> to a mount command, in bytes.</summary>
    private const int MountPathArgument = 5;

    public static void Check(Place at, MountVolumes? volumes)
    {
        if (volumes is null)
            return;

        HashSet<string> paths = [];
        Each(at["azureFileShares"], volumes.AzureFileShares, (here, share) => CheckFileShare(here, share, paths));
        Each(at["azureBlobFileSystems"], volumes.AzureBlobFileSystems, (here, container) => CheckContainer(here, container, paths));
        Each(at["fileServers"], volumes.FileServers, (here, server) => CheckFileServer(here, server, paths));
        Each(at["unmanagedFileSystems"], volumes.UnmanagedFileSystems, (here, other) =>
        {
            here["mountCommand"].HasArgument(other.MountCommand, MountPathArgument);
            CheckMountPath(here, other.RelativeMountPath, paths);
        });
    }

    private static void Each<T>(Place at, IReadOnlyList<T>? items, Action<Place, T> check)
        where T : class
    {
        foreach ((int index, T? item) in (items ?? []).Index())
        {
            if (at[index].Has(item))
                check(at[index], item);
        }
    }

    private static void CheckFileShare(Place at, AzureFileShareReference share, HashSet<string> paths)
    {
        CheckAccount(at["accountName"], share.AccountName);
        if (at["azureFileUrl"].HasText(share.AzureFileUrl) && !FileShareUrl.IsOf(share.AccountName, share.AzureFileUrl))
            at["azureFileUrl"].Refuse("must be the URL of a file share of that account: https://ACCOUNT.file.core.windows.net/SHARE");
        CheckCredentials(at["credentials"], share.Credentials);
        CheckMode(at["fileMode"], share.FileMode);
        CheckMode(at["directoryMode"], share.DirectoryMode);
        CheckMountPath(at, share.RelativeMountPath, paths);
    }

    private static void CheckContainer(Place at, AzureBlobFileSystemReference container, HashSet<string> paths)
    {
        CheckAccount(at["accountName"], container.AccountName);
        if (at["containerName"].HasText(container.ContainerName) && !ContainerName().IsMatch(container.ContainerName))
            at["containerName"].Refuse("must be the name of a blob container: 3 to 63 lower-case letters, digits and hyphens");
        CheckCredentials(at["credentials"], container.Credentials);
        at["mountOptions"].OptionalArgument(container.MountOptions);
        CheckMountPath(at, container.RelativeMountPath, paths);
    }

    private static void CheckFileServer(Place at, FileServerReference server, HashSet<string> paths)
    {
        ReferenceRules.CheckFileServer(at["fileServer"], server.FileServer);
        if (server.SourceDirectory is { } source && RelativePath.Normalize(source.TrimStart('/')) is null)
            at["sourceDirectory"].Refuse("must be a path inside the file server, without ..");
        at["mountOptions"].OptionalArgument(server.MountOptions);
        CheckMountPath(at, server.RelativeMountPath, paths);
    }

    private static void CheckAccount(Place at, string? name)
    {
        if (at.HasText(name) && !StorageAccountName.IsValid(name))
            at.Refuse($"must be the name of a storage account: {StorageAccountName.Rule}");
    }

    private static void CheckCredentials(Place at, AzureStorageCredentialsInfo? credentials)
    {
        if (at.Has(credentials))
            SecretRules.Check(at, "accountKey", credentials.AccountKey, "accountKeySecretReference", credentials.AccountKeySecretReference);
    }

    private static void CheckMode(Place at, string? mode)
    {
        if (mode is not null && !Octal().IsMatch(mode))
            at.Refuse("must be an octal file mode such as 0777");
    }

    private static void CheckMountPath(Place at, string? path, HashSet<string> paths)
    {
        Place here = at["relativeMountPath"];
        if (!here.HasText(path))
            return;
        if (!MountPath.TryParse(path, out MountPath? mount))
            here.Refuse("must be a path below the mount root, without a leading slash or ..");
        else if (!paths.Add(mount.Value))
            here.Refuse($"must be given once; {mount} is mounted twice");
    }

    [GeneratedRegex("^[a-z0-9$][a-z0-9-]{2,62}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContainerName();

    [GeneratedRegex("^0?[0-7]{3}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Octal();
}

/// <summary>The URL of an Azure Files share, <c>https://{account}.file.core.windows.net/{share}[/{directory}]</c>.</summary>
public static class FileShareUrl
{
    /// <summary>
    /// What follows <c>{account}.file.</c> in the clouds that Azure has (learn.microsoft.com, "Azure Government developer guide" and "Azure
    /// China developer guide").
    /// </summary>
    private static readonly string[] s_suffixes = ["core.windows.net", "core.usgovcloudapi.net", "core.chinacloudapi.cn"];

    /// <summary>
    /// Whether it is the URL of a share of an account. Account and cloud are the whole host, so that a key for the account cannot be asked
    /// for by another host.
    /// </summary>
    public static bool IsOf(string? account, string url) =>
        TryParse(url, out _, out _)
        && new Uri(url) is { IsDefaultPort: true, UserInfo: "", Fragment: "", Host: var host }
        && s_suffixes.Any(suffix => host.Equals($"{account}.file.{suffix}", StringComparison.OrdinalIgnoreCase));

    /// <param name="directory">Directory inside the share that is mounted instead of its root; empty text for the root.</param>
    public static bool TryParse(string? url, [NotNullWhen(true)] out string? share, [NotNullWhen(true)] out string? directory)
    {
        (share, directory) = (null, null);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Uri.UriSchemeHttps || parsed.Query.Length > 0)
            return false;
        if (RelativePath.Normalize(Uri.UnescapeDataString(parsed.AbsolutePath).TrimStart('/')) is not { Length: > 0 } path)
            return false;

        string[] parts = path.Split('/', 2);
        (share, directory) = (parts[0], parts.Length > 1 ? parts[1] : "");
        return true;
    }
}

/// <summary>
/// Names of storage accounts. They become part of a host's name, so they are checked for what they are wherever they come from outside.
/// </summary>
public static partial class StorageAccountName
{
    /// <summary>What is allowed, for messages (Azure's naming rules for Microsoft.Storage).</summary>
    public const string Rule = "3 to 24 lower-case letters and digits";

    public static bool IsValid(string name) => Allowed().IsMatch(name);

    [GeneratedRegex("^[a-z0-9]{3,24}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
