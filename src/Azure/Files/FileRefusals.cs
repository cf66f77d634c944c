using Azure;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>What a user is told when the files of a volume cannot be listed.</summary>
internal static class FileRefusals
{
    public static bool IsDenied(RequestFailedException failure) => failure.Status is 401 or 403;

    public static ApiException Denied(Volume volume, RequestFailedException failure) =>
        new(
            409,
            new CloudErrorBody
            {
                Code = "OutputFilesNotAccessible",
                Message =
                    $"The storage account {volume.Account} does not let this service read {volume.Name} "
                    + $"({failure.ErrorCode ?? $"status {failure.Status}"}): give its key in the mount's "
                    + "credentials.accountKey; in the deployment's own account the service's identity needs the roles Storage Blob Data "
                    + "Reader and Storage Blob Delegator. Mind the account's firewall.",
            }
        );

    public static ApiException NoKey(Volume volume) =>
        new(
            409,
            new CloudErrorBody
            {
                Code = "OutputFilesNotAccessible",
                Message =
                    $"The files of {volume.Name} can be listed with the key of the storage account {volume.Account} only; "
                    + "the mount has none in credentials.accountKey.",
            }
        );

    public static ApiException NotTheJobs(Volume volume, string container) =>
        new(
            409,
            new CloudErrorBody
            {
                Code = "OutputFilesNotAccessible",
                Message =
                    $"{volume.Account} is the deployment's own account, of which jobs have the container {container} alone; "
                    + $"{volume.Name} is neither mounted nor listed.",
            }
        );

    public static ApiException BadKey(Volume volume) =>
        new(
            409,
            new CloudErrorBody
            {
                Code = "OutputFilesNotAccessible",
                Message =
                    $"The key given for the storage account {volume.Account} in the mount's credentials.accountKey is not base64, "
                    + "as account keys are.",
            }
        );

    public static ApiException TooMany(string path) =>
        new(
            400,
            new CloudErrorBody
            {
                Code = "DirectoryTooLarge",
                Message =
                    $"The directory {path} has more than {AzureOutputFiles.MostEntries} entries; ask for one below it, or read the "
                    + "storage account directly.",
                Target = "directory",
            }
        );
}
