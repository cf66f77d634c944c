namespace BatchAi.Model;

/// <summary>
/// Turns the bodies of a cluster's PUT and PATCH into what is kept: checked, read-only properties dropped, defaults
/// filled in.
/// </summary>
public static class ClusterBody
{
    /// <exception cref="ApiException">400: names every property that is wrong.</exception>
    public static ClusterProperties Accept(WireRequest<ClusterProperties> body, ApiVersion version)
    {
        Problems problems = new();
        if (problems.Properties.Has(body.Properties))
            Check(problems.Properties, body.Properties, version);
        problems.ThrowIfAny();
        return WithDefaults(body.Properties!, version);
    }

    /// <summary>
    /// The new scale settings, which replace the old ones as a whole; nothing else of a cluster can be changed. A client of the old
    /// api-version knows nothing of the extras, so it does not take them away either.
    /// </summary>
    /// <returns>Makes the new settings of the old ones.</returns>
    /// <exception cref="ApiException">400: names every property that is wrong.</exception>
    public static Func<ScaleSettings, ScaleSettings> AcceptUpdate(WireRequest<ClusterProperties> body, ApiVersion version)
    {
        Problems problems = new();
        Place scale = problems.Properties["scaleSettings"];
        if (scale.Has(body.Properties?.ScaleSettings))
            ScaleRules.Check(scale, Visible(body.Properties.ScaleSettings, version));
        problems.ThrowIfAny();
        ScaleSettings asked = Defaults.Fill(body.Properties!.ScaleSettings!, version);
        return before => version.HasExtras || asked.AutoScale is null
            ? asked
            : asked with { AutoScale = asked.AutoScale with { IdleTimeBeforeScaleDown = before.AutoScale?.IdleTimeBeforeScaleDown } };
    }

    private static void Check(Place at, ClusterProperties cluster, ApiVersion version)
    {
        if (
            at["vmSize"].HasText(cluster.VmSize)
            && !cluster.VmSize.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            at["vmSize"].Refuse("must be the name of a VM size, such as STANDARD_NC6");
        if (cluster.ScaleSettings is { } scale)
            ScaleRules.Check(at["scaleSettings"], Visible(scale, version));
        if (cluster.VirtualMachineConfiguration?.ImageReference is { } image)
            CheckImage(at["virtualMachineConfiguration"]["imageReference"], image);
        if (cluster.NodeSetup is { } setup)
            CheckSetup(at["nodeSetup"], setup);
        AccountRules.Check(at["userAccountSettings"], cluster.UserAccountSettings);
        if (cluster.Subnet is not null)
            ReferenceRules.Check(at["subnet"], cluster.Subnet);
    }

    /// <summary>At the old api-version the extras are not read, so they cannot be wrong either.</summary>
    private static ScaleSettings Visible(ScaleSettings scale, ApiVersion version) => version.HasExtras || scale.AutoScale is null
        ? scale
        : scale with { AutoScale = scale.AutoScale with { IdleTimeBeforeScaleDown = null } };

    private static void CheckImage(Place at, ImageReference image)
    {
        at["publisher"].HasText(image.Publisher);
        at["offer"].HasText(image.Offer);
        at["sku"].HasText(image.Sku);
        if (image.VirtualMachineImageId is { } id && !id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
            at["virtualMachineImageId"].Refuse("must be a full resource id beginning with /subscriptions/");
    }

    private static void CheckSetup(Place at, NodeSetup setup)
    {
        if (setup.SetupTask is { } task)
        {
            at["setupTask"]["commandLine"].HasArgument(task.CommandLine);
            at["setupTask"]["stdOutErrPathPrefix"].HasPath(task.StdOutErrPathPrefix);
            VariableRules.Check(at["setupTask"], task.EnvironmentVariables, task.Secrets);
        }

        MountRules.Check(at["mountVolumes"], setup.MountVolumes);
        if (setup.PerformanceCountersSettings is not { } counters)
            return;

        Place insights = at["performanceCountersSettings"]["appInsightsReference"];
        if (!insights.Has(counters.AppInsightsReference))
            return;
        ReferenceRules.Check(insights["component"], counters.AppInsightsReference.Component);
        SecretRules.Check(
            insights,
            "instrumentationKey",
            counters.AppInsightsReference.InstrumentationKey,
            "instrumentationKeySecretReference",
            counters.AppInsightsReference.InstrumentationKeySecretReference);
    }

    private static ClusterProperties WithDefaults(ClusterProperties cluster, ApiVersion version)
    {
        ImageReference image = cluster.VirtualMachineConfiguration?.ImageReference ?? Defaults.Image;
        return new ClusterProperties
        {
            VmSize = cluster.VmSize,
            VmPriority = cluster.VmPriority ?? VmPriority.Dedicated,
            ScaleSettings = Defaults.Fill(cluster.ScaleSettings ?? new ScaleSettings { Manual = new ManualScaleSettings() }, version),
            VirtualMachineConfiguration = new VirtualMachineConfiguration
            {
                ImageReference = image with { Version = image.Version ?? "latest" },
            },
            NodeSetup = cluster.NodeSetup is { } setup
                ? setup with
                {
                    SetupTask = setup.SetupTask is { } task ? task with { StdOutErrPathSuffix = null } : null,
                    MountVolumes = Defaults.Fill(setup.MountVolumes),
                }
                : null,
            UserAccountSettings = cluster.UserAccountSettings,
            Subnet = cluster.Subnet,
        };
    }
}
