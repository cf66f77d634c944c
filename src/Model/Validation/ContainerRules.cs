using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>The container of a job (runtime contract, section 7).</summary>
internal static partial class ContainerRules
{
    public static void Check(Place at, ContainerSettings? container)
    {
        if (container is null)
            return;
        if (at["imageSourceRegistry"].Has(container.ImageSourceRegistry))
            CheckRegistry(at["imageSourceRegistry"], container.ImageSourceRegistry);
        if (container.ShmSize is { } size && !ShmSize().IsMatch(size))
            at["shmSize"].Refuse("must be a size as docker takes it, such as 512m or 16gb");
    }

    private static void CheckRegistry(Place at, ImageSourceRegistry registry)
    {
        if (at["image"].HasText(registry.Image) && registry.Image.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            at["image"].Refuse("must be the name of an image, without spaces");
        if (at["serverUrl"].OptionalText(registry.ServerUrl) && registry.ServerUrl is { Length: > 0 } server && !IsRegistry(server))
            at["serverUrl"].Refuse("must be the host of a registry, such as nvcr.io or https://index.docker.io/v1/");
        if (registry.Credentials is not { } credentials)
            return;

        at["credentials"]["username"].HasText(credentials.Username);
        SecretRules.Check(
            at["credentials"],
            "password",
            credentials.Password,
            "passwordSecretReference",
            credentials.PasswordSecretReference);
    }

    /// <summary>A host, which <c>docker login</c> takes, or the https address of one; nothing may make it another host.</summary>
    private static bool IsRegistry(string text) =>
        !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '\\')
        && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out Uri? address)
        && address is { Scheme: "https", UserInfo: "", Query: "", Fragment: "", HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 };

    [GeneratedRegex(
        "^[0-9]+(b|[kmg]b?)?\\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShmSize();
}
