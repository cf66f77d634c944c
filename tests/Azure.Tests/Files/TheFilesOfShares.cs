using System.Net;
using Azure.Storage.Blobs;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheFilesOfShares
{
    private static readonly Volume s_share = new(VolumeKind.FileShare, "users", "batchai");
    private static readonly string s_key = Convert.ToBase64String(new byte[64]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_listed_to_the_last_page_with_links_signed_by_the_accounts_key()
    {
        Answers service = new(
            (request, _) =>
                request.RequestUri!.Query.Contains("marker=more", StringComparison.Ordinal)
                    ? Listing(
                        "<File><Name>a.txt</Name><Properties><Content-Length>7</Content-Length><Last-Modified>Mon, 23 Nov 2026 "
                        + "11:00:00 GMT</Last-Modified></Properties></File>"
                    )
                    : Listing(
                        "<Directory><Name>deep</Name></Directory><File><Name>b "
                        + "c.txt</Name><Properties><Content-Length>0</Content-Length></Properties></File>",
                        "more"));

        IReadOnlyList<FileItem> files = (await ListAsync(service, s_key))!;

        Assert.Equal(["a.txt", "b c.txt", "deep"], files.Select(file => file.Name));
        Assert.Equal([7L, 0L, null], files.Select(file => file.Properties!.ContentLength));
        Assert.StartsWith("https://users.file.core.windows.net/batchai/run/out/b%20c.txt?", files[1].DownloadUrl, StringComparison.Ordinal);
        Assert.Contains("sp=r&", files[1].DownloadUrl + "&", StringComparison.Ordinal);
        Assert.Contains("se=2026-11-23T13%3A00%3A00Z", files[1].DownloadUrl, StringComparison.Ordinal);
        Assert.Null(files[2].DownloadUrl);
        Assert.All(
            service.Asked,
            asked => Assert.StartsWith("GET https://users.file.core.windows.net/batchai/run/out?", asked, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Of_which_some_are_asked_for_by_name_are_looked_up_by_what_the_names_begin_with()
    {
        Answers service = new((_, _) => Listing(
            "<File><Name>stderr.txt</Name><Properties><Content-Length>7</Content-Length></Properties></File>"
            + "<File><Name>stdother.txt</Name><Properties><Content-Length>7</Content-Length></Properties></File>"));

        Page<FileItem>? found = await Files(service).ListAsync(
            new OutputQuery(s_share, s_key, "run", "out", TimeSpan.FromHours(1)) { Names = ["stdout.txt", "stderr.txt"] },
            Cancellation);

        Assert.Equal(["stderr.txt"], found!.Items.Select(file => file.Name));
        Assert.Contains("/batchai/run/out?", Assert.Single(service.Asked), StringComparison.Ordinal);
        Assert.Contains("prefix=std&", service.Asked[0] + "&", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_given_in_parts_that_go_on_after_the_last_name()
    {
        Answers service = new((_, _) => Listing(string.Concat(
            ((string[])["c", "a", "b"]).Select(name =>
                $"<File><Name>{name}</Name><Properties><Content-Length>7</Content-Length></Properties></File>"))));
        OutputQuery query = new(s_share, s_key, "run/out", "", TimeSpan.FromHours(1)) { Take = 2 };

        Page<FileItem> first = (await Files(service).ListAsync(query, Cancellation))!;
        Page<FileItem> second = (await Files(service).ListAsync(query with { After = first.Next }, Cancellation))!;

        Assert.Equal(["a", "b"], first.Items.Select(file => file.Name));
        Assert.Equal(("b", "c", null), (first.Next, Assert.Single(second.Items).Name, second.Next));
    }

    [Theory]
    [InlineData("ShareNotFound")]
    [InlineData("ResourceNotFound")]
    public async Task That_are_not_there_are_no_error(string code) =>
        Assert.Null(
            await ListAsync(
                new Answers((_, _) => new HttpResponseMessage(HttpStatusCode.NotFound) { Headers = { { "x-ms-error-code", code } } }),
                s_key));

    [Theory]
    [InlineData(null, "with the key of the storage account users only")]
    [InlineData("not base64!", "is not base64")]
    public async Task Need_the_accounts_key_and_say_so_without_showing_it(string? key, string message)
    {
        ApiException refused = await Assert.ThrowsAsync<ApiException>(() =>
            ListAsync(new Answers((_, _) => throw new InvalidOperationException("nothing is to be asked")), key));

        Assert.Equal("OutputFilesNotAccessible", refused.Error.Code);
        Assert.Contains(message, refused.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not base64!", refused.Error.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<FileItem>?> ListAsync(Answers service, string? key) =>
        Files(service).ListAsync(s_share, key, "run/out", TimeSpan.FromHours(1), Cancellation);

    private static AzureOutputFiles Files(Answers service)
    {
        FakeTimeProvider clock = new(AMachine.Now);
        return new AzureOutputFiles(
            new BlobFiles(
                new BlobServiceClient(new Uri("https://product.blob.core.windows.net")),
                "core.windows.net",
                clock),
            new ShareFiles("core.windows.net", clock, service.Transport));
    }

    private static HttpResponseMessage Listing(string entries, string next = "") =>
        Answers.Xml(
            $"""<EnumerationResults ServiceEndpoint="https://users.file.core.windows.net/" ShareName="batchai" DirectoryPath="run/out"><Entries>{entries}</Entries><NextMarker>{next}</NextMarker></EnumerationResults>"""
        );
}
