using System.Net;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Testing;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Blob containers, on Azurite where it can do what Azure does.</summary>
public sealed class TheFilesOfContainers(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_listed_one_directory_at_a_time_with_links_that_open_without_signing_in()
    {
        (BlobServiceClient account, BlobContainerClient container) = await ContainerAsync();
        await UploadAsync(container, "run/out/b.txt", "beta");
        await UploadAsync(container, "run/out/a b+ü.txt", "alpha");
        await UploadAsync(container, "run/out/deep/er/c.txt", "gamma");
        await UploadAsync(container, "run/outer.txt", "not here");
        await UploadAsync(container, "run/out/deep", "", isFolder: true);
        await UploadAsync(container, "run/out/empty", "", isFolder: true);

        IReadOnlyList<FileItem> files = (await Files(account).ListAsync(VolumeOf(container), null, "run/out", s_hour, Cancellation))!;

        Assert.Equal(["a b+ü.txt", "b.txt", "deep", "empty"], files.Select(file => file.Name));
        Assert.Equal(["file", "file", "directory", "directory"], files.Select(file => file.FileType));
        Assert.Equal((4L, true), (files[1].Properties!.ContentLength!.Value, files[1].Properties?.LastModified is not null));
        Assert.Equal([null, null], files.Skip(2).Select(directory => directory.DownloadUrl));
        using HttpClient anybody = new();
        Assert.Equal("alpha", await anybody.GetStringAsync(files[0].DownloadUrl, Cancellation));
        Assert.Equal(HttpStatusCode.Forbidden, (await anybody.DeleteAsync(files[0].DownloadUrl, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task That_are_not_there_are_told_from_an_empty_container()
    {
        (BlobServiceClient account, BlobContainerClient container) = await ContainerAsync();

        Assert.Empty((await Files(account).ListAsync(VolumeOf(container), null, "", s_hour, Cancellation))!);
        Assert.Null(await Files(account).ListAsync(VolumeOf(container), null, "run", s_hour, Cancellation));
        await container.DeleteAsync(cancellationToken: Cancellation);
        Assert.Null(await Files(account).ListAsync(VolumeOf(container), null, "run", s_hour, Cancellation));
    }

    [Fact]
    public async Task Are_listed_page_by_page_to_the_end()
    {
        const int Many = 5_050;
        int page = 0;
        Answers service = new(
            (request, _) =>
                Listing(
                    $"n{page}",
                    Enumerable.Range(0, Many / 2).Select(number => $"run/{page}-{number:D4}"),
                    next: page++ == 0 ? "more" : ""));

        IReadOnlyList<FileItem> files = (
            await Files(AccountBehind(service, withKey: true))
                .ListAsync(new Volume(VolumeKind.BlobContainer, "product", "data"), null, "run", s_hour, Cancellation))!;

        Assert.Equal(Many, files.Count);
        Assert.Contains("marker=more", service.Asked[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_linked_with_a_delegated_key_that_serves_many_when_the_app_signs_in_by_identity()
    {
        Answers service = new(
            (request, _) =>
                request.RequestUri!.Query.Contains("userdelegationkey", StringComparison.Ordinal)
                    ? DelegatedKey()
                    : Listing("data", ["run/a.txt"]));
        AzureOutputFiles files = Files(AccountBehind(service, withKey: false));
        Volume volume = new(VolumeKind.BlobContainer, "product", "data");

        FileItem file = (await files.ListAsync(volume, null, "run", s_hour, Cancellation))![0];
        await files.ListAsync(volume, null, "run", s_hour, Cancellation);

        Assert.Single(service.Asked, asked => asked.Contains("userdelegationkey", StringComparison.Ordinal));
        Assert.Contains("skoid=", file.DownloadUrl, StringComparison.Ordinal);
        Assert.Contains("sp=r&", file.DownloadUrl + "&", StringComparison.Ordinal);
        Assert.Contains("se=2026-11-23T13%3A00%3A00Z", file.DownloadUrl, StringComparison.Ordinal);
        Assert.Contains("spr=https&", file.DownloadUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_the_account_keeps_to_itself_say_which_roles_open_them()
    {
        Answers service = new(
            (_, _) =>
                new HttpResponseMessage(HttpStatusCode.Forbidden)
                {
                    Headers = { { "x-ms-error-code", "AuthorizationPermissionMismatch" } },
                }
        );

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() =>
            Files(AccountBehind(service, withKey: false))
                .ListAsync(new Volume(VolumeKind.BlobContainer, "product", "data"), null, "run", s_hour, Cancellation));

        Assert.Equal((409, "OutputFilesNotAccessible"), (refused.Status, refused.Error.Code));
        Assert.Contains("AuthorizationPermissionMismatch", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Blob Delegator", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not used: nodes mount this container by their identity")]
    public async Task Of_the_deployments_own_account_are_listed_by_identity_whatever_key_the_mount_has(string? key)
    {
        Answers service = new((request, _) => request.RequestUri!.Query.Contains("userdelegationkey", StringComparison.Ordinal)
            ? DelegatedKey()
            : Listing("data", ["run/a.txt"]));

        IReadOnlyList<FileItem>? files = await Files(AccountBehind(service, withKey: false))
            .ListAsync(new Volume(VolumeKind.BlobContainer, "product", "data"), key, "run", s_hour, Cancellation);

        Assert.Contains("skoid=", Assert.Single(files!).DownloadUrl, StringComparison.Ordinal);
    }

    /// <summary>Beside the jobs' container there are the app's code, the agent, and the bodies of messages with their secrets.</summary>
    [Theory]
    [InlineData("deployments", null)]
    [InlineData("deployments", "a2V5")]
    [InlineData("agent", null)]
    [InlineData("messages", null)]
    public async Task Of_the_deployments_own_account_are_those_of_the_jobs_container_alone(string container, string? key)
    {
        Answers service = new((_, _) => Listing(container, ["run/a.txt"]));

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => Files(AccountBehind(service, withKey: false))
            .ListAsync(new Volume(VolumeKind.BlobContainer, "product", container), key, "run", s_hour, Cancellation));

        Assert.Equal((409, "OutputFilesNotAccessible"), (refused.Status, refused.Error.Code));
        Assert.Contains("container data", refused.Message, StringComparison.Ordinal);
        Assert.Empty(service.Asked);
    }

    /// <summary>
    /// Documents of before such names were refused may hold anything: no host but a storage account's is ever sent the
    /// app's token.
    /// </summary>
    [Theory]
    [InlineData("evil.example/")]
    [InlineData("evil.example#")]
    [InlineData("evil.example?")]
    [InlineData("evil.example:443/")]
    [InlineData("app@evil.example/")]
    [InlineData("evil.example\\")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("acct.evil")]
    public async Task Of_an_account_that_is_none_are_not_asked_for_and_no_token_is_made(string account)
    {
        AskedToken app = new();
        BlobServiceClient own = AccountBehind(new Answers((_, _) => new HttpResponseMessage(HttpStatusCode.OK)), withKey: false);
        AzureOutputFiles files = FilesAs(own, app);

        foreach (string? key in new[] { null, "a2V5" })
        {
            ApiException container = await Assert.ThrowsAsync<ApiException>(() =>
                files.ListAsync(new Volume(VolumeKind.BlobContainer, account, "data"), key, "run", s_hour, Cancellation));
            Assert.Equal((400, "accountName"), (container.Status, container.Error.Target));
        }

        ApiException share = await Assert.ThrowsAsync<ApiException>(() =>
            files.ListAsync(new Volume(VolumeKind.FileShare, account, "data"), "a2V5", "run", s_hour, Cancellation));
        Assert.Equal((400, "accountName"), (share.Status, share.Error.Target));
        Assert.Equal(0, app.Asked);
    }

    [Fact]
    public async Task Of_another_account_are_not_listed_without_its_key_and_no_token_is_made()
    {
        AskedToken app = new();
        BlobServiceClient own = AccountBehind(new Answers((_, _) => new HttpResponseMessage(HttpStatusCode.OK)), withKey: false);

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => FilesAs(own, app)
            .ListAsync(new Volume(VolumeKind.BlobContainer, "users", "data"), null, "run", s_hour, Cancellation));

        Assert.Equal((409, "OutputFilesNotAccessible"), (refused.Status, refused.Error.Code));
        Assert.Contains("with the key of the storage account users only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, app.Asked);
    }

    private sealed class AskedToken : TokenCredential
    {
        public int Asked { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked++;
            return new AccessToken("app", AMachine.Now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private static AzureOutputFiles Files(BlobServiceClient own) => FilesAs(own, new FixedToken("app"));

    private static AzureOutputFiles FilesAs(BlobServiceClient own, TokenCredential app)
    {
        FakeTimeProvider frozen = new(AMachine.Now);
        TimeProvider clock = own.Uri.IsLoopback ? TimeProvider.System : frozen;
        return new AzureOutputFiles(
            new BlobFiles(own, "core.windows.net", clock),
            new ShareFiles("core.windows.net", clock));
    }

    private static Volume VolumeOf(BlobContainerClient container) => new(VolumeKind.BlobContainer, container.AccountName, container.Name);

    private async Task<(BlobServiceClient Account, BlobContainerClient Container)> ContainerAsync()
    {
        _ = azurite.ConnectionString;
        BlobServiceClient account = new(await azurite.AnotherAccountAsync());
        BlobContainerClient container = account.GetBlobContainerClient("data");
        await container.CreateAsync(cancellationToken: Cancellation);
        return (account, container);
    }

    private static async Task UploadAsync(BlobContainerClient container, string name, string text, bool isFolder = false)
    {
        BlobUploadOptions options = new() { Metadata = isFolder ? new Dictionary<string, string> { ["hdi_isfolder"] = "true" } : null };
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), options, Cancellation);
    }

    private static BlobServiceClient AccountBehind(Answers service, bool withKey)
    {
        BlobClientOptions options = new() { Transport = service.Transport };
        options.Retry.MaxRetries = 0;
        Uri address = new("https://product.blob.core.windows.net");
        return withKey
            ? new BlobServiceClient(
                address,
                new Azure.Storage.StorageSharedKeyCredential("product", Convert.ToBase64String(new byte[64])),
                options)
            : new BlobServiceClient(address, new FixedToken("app"), options);
    }

    private static HttpResponseMessage Listing(string container, IEnumerable<string> blobs, string next = "") =>
        Answers.Xml(
            $"""
            <EnumerationResults ServiceEndpoint="https://product.blob.core.windows.net/" ContainerName="{container}"><Prefix>run/</Prefix><Delimiter>/</Delimiter><Blobs>
            {string.Concat(
                blobs.Select(blob =>
                    $"<Blob><Name>{blob}</Name><Properties><Last-Modified>Mon, 23 Nov 2026 11:00:00 GMT</Last-Modified><Content-Length>5</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>"
                ))}
            </Blobs><NextMarker>{next}</NextMarker></EnumerationResults>
            """);

    private static HttpResponseMessage DelegatedKey() =>
        Answers.Xml(
            $"""
            <UserDelegationKey><SignedOid>{Settings.NodeClient}</SignedOid><SignedTid>{Settings.Tenant}</SignedTid><SignedStart>2026-11-23T11:55:00Z</SignedStart>
            <SignedExpiry>2026-11-23T14:00:00Z</SignedExpiry><SignedService>b</SignedService><SignedVersion>2024-11-04</SignedVersion><Value>{Convert.ToBase64String(
                new byte[32])}</Value></UserDelegationKey>
            """);
}
