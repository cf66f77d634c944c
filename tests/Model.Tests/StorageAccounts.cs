using System.Text.Json;

namespace BatchAi.Model.Tests;

/// <summary>Names from outside that become hosts are refused unless they are what they should be.</summary>
public sealed class StorageAccounts
{
    public static TheoryData<string> NoNames =>
        [
            "",
            "ab",
            "..",
            "a.b",
            "acct/",
            "acct#",
            "acct?x=",
            "acct:443",
            "user@acct",
            "evil.example/",
            "evil.example\\",
            "Acct",
            "acct-1",
            "ac ct",
            "acct\n",
            "1234567890123456789012345",
        ];

    public static TheoryData<string> NoShares =>
    [
        "http://acct.file.core.windows.net/share",
        "https://evil.example/share",
        "https://acct.evil.example/share",
        "https://acct.file.evil.example/share",
        "https://acct.file.core.windows.net.evil.example/share",
        "https://acct.file.xcore.windows.net/share",
        "https://evil.example/acct.file.core.windows.net/share",
        "https://acct@evil.example/share",
        "https://acct.file.core.windows.net:8443/share",
        "https://acct.file.core.windows.net@evil.example/share",
        "https://other.file.core.windows.net/share",
        "https://acct.file.core.windows.net/share?sig=x",
        "https://acct.file.core.windows.net",
        "//acct.file.core.windows.net/share",
    ];

    [Theory]
    [MemberData(nameof(NoNames))]
    public void That_are_none_are_refused_of_shares_and_of_containers(string name)
    {
        Assert.Equal(
            ["properties.mountVolumes.azureFileShares[0].accountName", "properties.mountVolumes.azureBlobFileSystems[0].accountName"],
            [Refused(name, Share("acct"), container: false), Refused(name, Share("acct"), container: true)]);
    }

    [Theory]
    [MemberData(nameof(NoShares))]
    public void Have_their_shares_at_their_own_hosts(string url) =>
        Assert.Equal("properties.mountVolumes.azureFileShares[0].azureFileUrl", Refused("acct", url, container: false));

    [Theory]
    [InlineData("acct", "https://acct.file.core.windows.net/share")]
    [InlineData("acct", "https://ACCT.file.core.windows.net/share/deep/er/")]
    [InlineData("0123456789abcdefghijklmn", "https://0123456789abcdefghijklmn.file.core.chinacloudapi.cn/share")]
    [InlineData("acct", "https://acct.file.core.usgovcloudapi.net/share")]
    public void That_are_good_are_taken(string name, string url)
    {
        Assert.Null(Refused(name, url, container: false));
        Assert.Null(Refused(name, url, container: true));
    }

    private static string Share(string account) => $"https://{account}.file.core.windows.net/share";

    /// <summary>The property that is refused; null when the job is accepted.</summary>
    private static string? Refused(string account, string url, bool container)
    {
        object volume = container
            ? new { accountName = account, containerName = "data", relativeMountPath = "m", credentials = new { accountKey = "k" } }
            : new { accountName = account, azureFileUrl = url, relativeMountPath = "m", credentials = new { accountKey = "k" } };
        object body = new
        {
            properties = new
            {
                cluster = new { id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c" },
                nodeCount = 1,
                stdOutErrPathPrefix = "$AZ_BATCHAI_JOB_MOUNT_ROOT/m",
                customToolkitSettings = new { commandLine = "true" },
                mountVolumes = new Dictionary<string, object[]> { [container ? "azureBlobFileSystems" : "azureFileShares"] = [volume] },
            },
        };
        try
        {
            Bodies.Job(JsonSerializer.Serialize(body));
            return null;
        }
        catch (ApiException refused)
        {
            return refused.Error.Target ?? refused.Error.Message;
        }
    }
}
