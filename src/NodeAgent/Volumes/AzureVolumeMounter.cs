using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// Azure: shares by cifs, containers by blobfuse2, file servers by nfs, and the users' own mount commands. Keys reach
/// the mount programs in files below the runtime directory, which is memory, readable by root alone.
/// </summary>
internal sealed class AzureVolumeMounter(
    AzureConfig azure,
    JobUser? user,
    ToolProcess tools,
    MountTable table,
    TimeProvider clock) : IVolumeMounter
{
    /// <summary>
    /// What a file server says, by way of mount.nfs, whose export is not there yet: while it boots, or until its data disks are. The
    /// program waits for a server that does not answer, and takes these for final.
    /// </summary>
    private static readonly string[] s_notYet = ["access denied by server", "No such file or directory"];

    /// <summary>A directory that nobody ever made is told no later than this.</summary>
    private static readonly TimeSpan s_exportPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_exportPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestInstallation = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestMount = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan s_longestUnmount = TimeSpan.FromMinutes(1);

    private readonly MountCommands _commands = new(azure, user);

    public async Task<MountOutcome> MountAsync(VolumeMount volume, string mountRoot, CancellationToken cancellation)
    {
        if (volume.Problem is { } impossible)
            return new MountOutcome.Failed(impossible);

        string mountPoint = volume.MountPointBelow(mountRoot);
        string secretFile = SecretFileOf(mountPoint);
        if (_commands.TryMake(volume, mountPoint, secretFile, out string problem) is not { } command)
            return new MountOutcome.Failed(problem);

        try
        {
            // Whatever an earlier try left there.
            await UnmountAsync(mountPoint, cancellation);
            Directory.CreateDirectory(mountPoint);
            if (volume.Kind == VolumeMountKind.AzureBlobContainer)
                Directory.CreateDirectory(BlobfuseConfiguration.CacheOf(azure, mountPoint));
            if (command.SecretFile is { } secret)
                AtomicFile.Write(secretFile, secret, Survives.ProcessCrash);

            string? failure = await InstallAsync(volume.Kind, cancellation)
                ?? await RunAsync(volume.Kind, command, cancellation);
            return failure is null ? new MountOutcome.Mounted(mountPoint) : new MountOutcome.Failed(failure);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new MountOutcome.Failed(refused.Message);
        }
        finally
        {
            File.Delete(secretFile);
        }
    }

    /// <summary>Null when what the kind is mounted with is there. Asks nobody where it is.</summary>
    private async Task<string?> InstallAsync(VolumeMountKind kind, CancellationToken cancellation)
    {
        string? name = kind switch
        {
            VolumeMountKind.AzureFileShare => "share",
            VolumeMountKind.AzureBlobContainer => "container",
            VolumeMountKind.FileServer => "file-server",
            _ => null,
        };
        return name is null || !File.Exists(azure.PackageInstaller)
            ? null
            : await tools.RunAsync(azure.PackageInstaller, ["--for", name], s_longestInstallation, cancellation);
    }

    private async Task<string?> RunAsync(VolumeMountKind kind, MountCommand command, CancellationToken cancellation)
    {
        long began = clock.GetTimestamp();
        while (true)
        {
            string? failure = await tools.RunAsync(command.Program, command.Arguments, s_longestMount, cancellation);
            bool mayPass = kind == VolumeMountKind.FileServer && failure is not null
                && s_notYet.Any(answer => failure.Contains(answer, StringComparison.Ordinal));
            if (!mayPass || clock.GetElapsedTime(began) >= s_exportPatience)
                return failure;
            await Task.Delay(s_exportPause, clock, cancellation);
        }
    }

    public async Task UnmountAsync(string mountPoint, CancellationToken cancellation)
    {
        // What is mounted last is uppermost, and a mount may carry others: users' commands can do both.
        while (table.Below(mountPoint) is [var uppermost, ..])
        {
            if (await tools.RunAsync("umount", [uppermost], s_longestUnmount, cancellation) is not null
                && await tools.RunAsync("umount", ["--lazy", uppermost], s_longestUnmount, cancellation) is { } failure)
            {
                throw new IOException($"{uppermost} cannot be unmounted: {failure}");
            }
        }
        TreeRemoval.Delete(BlobfuseConfiguration.CacheOf(azure, mountPoint));
    }

    public bool HasVolume(string path, string mountRoot)
    {
        IReadOnlyList<string> mounted = table.Below(mountRoot);
        return MountPoints.OnTheWay(path, mountRoot).Any(mounted.Contains);
    }

    public bool IsReadOnly(string path) => false;

    private string SecretFileOf(string mountPoint) => Path.Combine(azure.RuntimeDirectory, $"{NodeBoot.HashOf(mountPoint)[..16]}.secret");
}
