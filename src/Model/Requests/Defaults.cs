namespace BatchAi.Model;

/// <summary>Defaults the old service filled in and its clients rely on (REST contract, section 1).</summary>
internal static class Defaults
{
    private const string Mode = "0777";

    public static ImageReference Image { get; } =
        new()
        {
            Publisher = "Canonical",
            Offer = "UbuntuServer",
            Sku = "16.04-LTS",
            Version = "latest",
        };

    public static MountVolumes? Fill(MountVolumes? volumes) =>
        volumes is null
            ? null
            : volumes with
            {
                AzureFileShares = volumes
                    .AzureFileShares?.Select(share =>
                        share with
                        {
                            FileMode = share.FileMode ?? Mode,
                            DirectoryMode = share.DirectoryMode ?? Mode,
                        }
                    )
                    .ToArray(),
            };

    public static ScaleSettings Fill(ScaleSettings scale, ApiVersion version) =>
        new()
        {
            Manual = scale.Manual is { } manual
                ? new ManualScaleSettings
                {
                    TargetNodeCount = manual.TargetNodeCount ?? 0,
                    NodeDeallocationOption = manual.NodeDeallocationOption ?? DeallocationOption.Requeue,
                }
                : null,
            AutoScale = scale.AutoScale is { } auto
                ? auto with
                {
                    InitialNodeCount = auto.InitialNodeCount ?? 0,
                    IdleTimeBeforeScaleDown = version.HasExtras ? auto.IdleTimeBeforeScaleDown : null,
                }
                : null,
        };
}
