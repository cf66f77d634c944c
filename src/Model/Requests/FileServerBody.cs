namespace BatchAi.Model;

/// <summary>Turns the body of a file server's PUT into what is kept: checked, read-only properties dropped, defaults filled in.</summary>
public static class FileServerBody
{
    private const int MostAddressRanges = 400;

    private static readonly string[] s_caching = ["none", "readonly", "readwrite"];
    private static readonly string[] s_storage = ["Standard_LRS", "Premium_LRS"];

    /// <exception cref="ApiException">400: names every property that is wrong.</exception>
    public static FileServerProperties Accept(WireRequest<FileServerProperties> body)
    {
        Problems problems = new();
        if (problems.Properties.Has(body.Properties))
            Check(problems.Properties, body.Properties);
        problems.ThrowIfAny();

        FileServerProperties server = body.Properties!;
        return new FileServerProperties
        {
            VmSize = server.VmSize,
            SshConfiguration = server.SshConfiguration,
            DataDisks = server.DataDisks! with { CachingType = server.DataDisks.CachingType?.ToLowerInvariant() ?? "none" },
            Subnet = server.Subnet,
        };
    }

    private static void Check(Place at, FileServerProperties server)
    {
        at["vmSize"].HasText(server.VmSize);
        if (at["sshConfiguration"].Has(server.SshConfiguration))
        {
            AccountRules.Check(at["sshConfiguration"]["userAccountSettings"], server.SshConfiguration.UserAccountSettings);
            if (server.SshConfiguration.PublicIPsToAllow is { Count: > MostAddressRanges })
                at["sshConfiguration"]["publicIPsToAllow"].Refuse($"must have at most {MostAddressRanges} ranges");
        }

        if (at["dataDisks"].Has(server.DataDisks))
            CheckDisks(at["dataDisks"], server.DataDisks);
        if (server.Subnet is not null)
            ReferenceRules.Check(at["subnet"], server.Subnet);
    }

    private static void CheckDisks(Place at, DataDisks disks)
    {
        if (at["diskSizeInGB"].Has(disks.DiskSizeInGB))
            at["diskSizeInGB"].Within(disks.DiskSizeInGB, 1, 32767);
        if (at["diskCount"].Has(disks.DiskCount))
            at["diskCount"].Within(disks.DiskCount, 1, 64);
        if (
            at["storageAccountType"].HasText(disks.StorageAccountType)
            && !s_storage.Contains(disks.StorageAccountType, StringComparer.OrdinalIgnoreCase))
            at["storageAccountType"].Refuse("must be Standard_LRS or Premium_LRS");
        if (disks.CachingType is { } caching && !s_caching.Contains(caching, StringComparer.OrdinalIgnoreCase))
            at["cachingType"].Refuse("must be none, readonly or readwrite");
    }
}
