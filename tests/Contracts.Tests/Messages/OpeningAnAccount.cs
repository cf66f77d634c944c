using BatchAi.AzureAdapters;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

public sealed class OpeningAnAccount
{
    [Theory]
    [InlineData("https://mine.table.core.windows.net")]
    [InlineData("https://mine.blob.core.windows.net/")]
    [InlineData("https://mine.queue.core.windows.net")]
    public void Any_address_of_an_account_names_all_its_services(string address)
    {
        StorageAccount account = StorageAccount.Open(address);

        Assert.Equal(
            ("https://mine.table.core.windows.net", "https://mine.queue.core.windows.net/", "https://mine.blob.core.windows.net/"),
            (account.Address, account.Queues.Uri.AbsoluteUri, account.Blobs.Uri.AbsoluteUri));
    }

    [Fact]
    public void The_emulators_short_form_is_a_connection_string() =>
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", StorageAccount.Open("UseDevelopmentStorage=true").Address);

    [Theory]
    [InlineData("")]
    [InlineData("secret-words")]
    [InlineData("AccountName=mine")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=secret!;EndpointSuffix=core.windows.net")]
    [InlineData("http://mine.table.core.windows.net")]
    [InlineData("https://mine.table.core.windows.net?sv=secret")]
    [InlineData("https://mine.table.core.windows.net/secret")]
    [InlineData("https://mine.web.core.windows.net")]
    [InlineData("https://localhost")]
    public void What_names_no_account_is_refused_without_being_quoted(string text)
    {
        FormatException refused = Assert.Throws<FormatException>(() => StorageAccount.Open(text));

        Assert.Contains(
            "a connection string, UseDevelopmentStorage=true, or the account's address",
            refused.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_that_cannot_be_reached_are_called_unavailable()
    {
        ITableStore store = StorageAccount.Open(Nowhere.ConnectionString).OpenTables();

        StoreUnavailableException unavailable = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            store.FindAsync("Facts", "p", "r", TestContext.Current.CancellationToken));

        Assert.StartsWith("Table storage cannot serve: ", unavailable.Message, StringComparison.Ordinal);
    }
}
