namespace BatchAi.Model;

/// <summary>
/// Takes every secret value out of a body: what is left can be kept and shown, the values go to the secret store by
/// slot (<see cref="SecretSlots"/>). Key Vault references are no secrets; they stay.
/// </summary>
public static class SecretSplitter
{
    public static (JobProperties Document, IReadOnlyDictionary<string, string> Values) Split(JobProperties job)
    {
        SlotValues values = new();
        JobProperties document = job with
        {
            MountVolumes = Split(job.MountVolumes, values),
            ContainerSettings = Split(job.ContainerSettings, values),
            Secrets = Split(job.Secrets, SecretSlots.Variable, values),
        };
        return (document, values.BySlot);
    }

    public static (ClusterProperties Document, IReadOnlyDictionary<string, string> Values) Split(ClusterProperties cluster)
    {
        SlotValues values = new();
        ClusterProperties document = cluster with
        {
            UserAccountSettings = Split(cluster.UserAccountSettings, values),
            NodeSetup = cluster.NodeSetup is { } setup
                ? setup with
                {
                    SetupTask = setup.SetupTask is { } task
                        ? task with
                        {
                            Secrets = Split(task.Secrets, SecretSlots.SetupVariable, values),
                        }
                        : null,
                    MountVolumes = Split(setup.MountVolumes, values),
                    PerformanceCountersSettings = Split(setup.PerformanceCountersSettings, values),
                }
                : null,
        };
        return (document, values.BySlot);
    }

    public static (FileServerProperties Document, IReadOnlyDictionary<string, string> Values) Split(FileServerProperties server)
    {
        SlotValues values = new();
        FileServerProperties document = server with
        {
            SshConfiguration = server.SshConfiguration is { } ssh
                ? ssh with
                {
                    UserAccountSettings = Split(ssh.UserAccountSettings, values),
                }
                : null,
        };
        return (document, values.BySlot);
    }

    private static MountVolumes? Split(MountVolumes? volumes, SlotValues values) =>
        volumes is null
            ? null
            : volumes with
            {
                AzureFileShares = volumes
                    .AzureFileShares?.Select(
                        (share, index) => share with { Credentials = Split(share.Credentials, SecretSlots.FileShareKey(index), values) })
                    .ToArray(),
                AzureBlobFileSystems = volumes
                    .AzureBlobFileSystems?.Select(
                        (container, index) =>
                            container with
                            {
                                Credentials = Split(container.Credentials, SecretSlots.BlobKey(index), values),
                            }
                    )
                    .ToArray(),
            };

    private static AzureStorageCredentialsInfo? Split(AzureStorageCredentialsInfo? credentials, string slot, SlotValues values) =>
        credentials is null ? null : credentials with { AccountKey = values.Take(slot, credentials.AccountKey) };

    private static ContainerSettings? Split(ContainerSettings? container, SlotValues values) =>
        container?.ImageSourceRegistry is { Credentials: { } credentials } registry
            ? container with
            {
                ImageSourceRegistry = registry with
                {
                    Credentials = credentials with { Password = values.Take(SecretSlots.RegistryPassword, credentials.Password) },
                },
            }
            : container;

    private static EnvironmentVariableWithSecretValue[]? Split(
        IReadOnlyList<EnvironmentVariableWithSecretValue>? secrets,
        Func<string, string> slot,
        SlotValues values
    ) => secrets?.Select(secret => secret with { Value = values.Take(slot(secret.Name ?? ""), secret.Value) }).ToArray();

    private static UserAccountSettings? Split(UserAccountSettings? account, SlotValues values) =>
        account is null ? null : account with { AdminUserPassword = values.Take(SecretSlots.AdminPassword, account.AdminUserPassword) };

    private static PerformanceCountersSettings? Split(PerformanceCountersSettings? counters, SlotValues values) =>
        counters?.AppInsightsReference is { } insights
            ? counters with
            {
                AppInsightsReference = insights with
                {
                    InstrumentationKey = values.Take(SecretSlots.InstrumentationKey, insights.InstrumentationKey),
                },
            }
            : counters;
}

/// <summary>The secret values taken out of one body so far.</summary>
internal sealed class SlotValues
{
    private readonly Dictionary<string, string> _bySlot = [];

    public IReadOnlyDictionary<string, string> BySlot => _bySlot;

    /// <summary>Always null, to stand in the document where the value stood.</summary>
    public string? Take(string slot, string? value)
    {
        if (value is not null)
            _bySlot[slot] = value;
        return null;
    }
}
