using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// Azure: shares by cifs, containers by blobfuse2, file servers by nfs, and the users' own mount commands. Keys reach
/// the mount programs in files below the runtime directory, which is memory, readable by root alone.
/// </summary>
internal sealed class AzureVolumeMounter(AzureConfig azure, JobUser? user, ToolProcess tools, MountTable table) : IVolumeMounter
{
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

            string? failure = await tools.RunAsync(command.Program, command.Arguments, s_longestMount, cancellation);
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
