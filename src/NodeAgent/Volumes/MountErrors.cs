using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>How a failed mount is reported: codes, messages and exit codes of the runtime contract, section 12.</summary>
internal static class MountErrors
{
    public static StepFailure For(VolumeMount volume, string reason) =>
        volume.Kind switch
        {
            VolumeMountKind.AzureFileShare => new StepFailure(
                JobErrors.SetupFailed("AZFMountError", "Unable to mount Azure File", Detail(volume, reason)),
                ExitCode: -1),
            VolumeMountKind.AzureBlobContainer => new StepFailure(
                JobErrors.SetupFailed("BFSMountError", "unable to mount blob fuse file system", Detail(volume, reason)),
                ExitCode: 1),
            VolumeMountKind.FileServer => new StepFailure(
                JobErrors.SetupFailed("NFSMountError", "Unable to mount file server", Detail(volume, reason))),
            _ => new StepFailure(
                JobErrors.SetupFailed("UnmanagedMountError", "Unable to mount unmanaged file system", Detail(volume, reason))),
        };

    private static string Detail(VolumeMount volume, string reason) => $"{volume.Title} at {volume.RelativeMountPath}: {reason}";
}
