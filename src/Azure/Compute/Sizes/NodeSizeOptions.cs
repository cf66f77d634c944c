namespace BatchAi.AzureAdapters;

/// <summary>Settings of the sizes offered on Azure.</summary>
public sealed record NodeSizeOptions
{
    /// <summary>Sizes Azure has retired, and what is used instead: at least as many GPUs. Setting an entry overrides the default one.</summary>
    public IReadOnlyDictionary<string, string> Replacements { get; init; } = Defaults;

    /// <summary>The replacements that hold unless others are set.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Standard_NC6"] = "Standard_NC4as_T4_v3",
        ["Standard_NC12"] = "Standard_NC64as_T4_v3",
        ["Standard_NC24"] = "Standard_NC64as_T4_v3",
        ["Standard_NC24r"] = "Standard_NC64as_T4_v3",
        ["Standard_NC6s_v2"] = "Standard_NC24ads_A100_v4",
        ["Standard_NC12s_v2"] = "Standard_NC48ads_A100_v4",
        ["Standard_NC24s_v2"] = "Standard_NC96ads_A100_v4",
        ["Standard_NC24rs_v2"] = "Standard_NC96ads_A100_v4",
        ["Standard_NC6s_v3"] = "Standard_NC24ads_A100_v4",
        ["Standard_NC12s_v3"] = "Standard_NC48ads_A100_v4",
        ["Standard_NC24s_v3"] = "Standard_NC96ads_A100_v4",
        ["Standard_NC24rs_v3"] = "Standard_NC96ads_A100_v4",
        ["Standard_ND6s"] = "Standard_NC24ads_A100_v4",
        ["Standard_ND12s"] = "Standard_NC48ads_A100_v4",
        ["Standard_ND24s"] = "Standard_NC96ads_A100_v4",
        ["Standard_ND24rs"] = "Standard_NC96ads_A100_v4",
        ["Standard_ND40rs_v2"] = "Standard_ND96asr_v4",
        ["Standard_NV6"] = "Standard_NV36ads_A10_v5",
        ["Standard_NV12"] = "Standard_NV72ads_A10_v5",
        ["Standard_NV24"] = "Standard_NC64as_T4_v3",
    };
}
