using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>The options about volumes, spelt as in the old command line.</summary>
internal sealed class MountArguments
{
    private readonly Option<string?> _account = New(
        "--storage-account-name",
        "Storage account of the volumes. Else AZURE_BATCHAI_STORAGE_ACCOUNT; a local server needs none",
        "NAME");
    private readonly Option<string?> _key = New(
        "--storage-account-key",
        "Its key. Else AZURE_BATCHAI_STORAGE_KEY; a local server needs none",
        "KEY");
    private readonly Option<string?> _share = New("--afs-name", "Azure file share to mount", "NAME");
    private readonly Option<string?> _sharePath = New("--afs-mount-path", "Where, below the mount root (afs)", "PATH");
    private readonly Option<string?> _container = New("--bfs-name", "Blob container to mount", "NAME");
    private readonly Option<string?> _containerPath = New("--bfs-mount-path", "Where, below the mount root (bfs)", "PATH");
    private readonly Option<string?> _server = New("--nfs", "File server to mount, by name or full id", "NAME");
    private readonly Option<string?> _serverPath = New("--nfs-mount-path", "Where, below the mount root (nfs)", "PATH");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_account, _key, _share, _sharePath, _container, _containerPath, _server, _serverPath])
            command.Options.Add(option);
    }

    public MountOptions Read(ParseResult parsed, CliEnvironment environment) => new()
    {
        StorageAccount = parsed.GetValue(_account) ?? NotEmpty(environment.StorageAccount),
        StorageKey = parsed.GetValue(_key) ?? NotEmpty(environment.StorageKey),
        FileShare = parsed.GetValue(_share),
        FileShareMountPath = parsed.GetValue(_sharePath) ?? "afs",
        Container = parsed.GetValue(_container),
        ContainerMountPath = parsed.GetValue(_containerPath) ?? "bfs",
        FileServer = parsed.GetValue(_server),
        FileServerMountPath = parsed.GetValue(_serverPath) ?? "nfs",
    };

    private static Option<string?> New(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
