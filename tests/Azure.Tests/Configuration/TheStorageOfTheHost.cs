using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>The Functions host takes jobs from the queue of its own account, which must be the product's.</summary>
public sealed class TheStorageOfTheHost
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string Account = $"AccountName=devstoreaccount1;AccountKey={Key};";
    private const string Azurite = $"{Account}BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"
        + "QueueEndpoint=http://localhost:10001/devstoreaccount1;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    private const string Other = $"{Account}BlobEndpoint=http://127.0.0.1:20000/devstoreaccount1;"
        + "QueueEndpoint=http://127.0.0.1:20001/devstoreaccount1;TableEndpoint=http://127.0.0.1:20002/devstoreaccount1";

    private const string Keyed =
        $"DefaultEndpointsProtocol=https;AccountName=batchaistate;AccountKey={Key};EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData(null, null)]
    [InlineData("AzureWebJobsStorage:accountName", "batchaistate")]
    [InlineData("AzureWebJobsStorage:accountName", "BatchAiState")]
    [InlineData("AzureWebJobsStorage:queueServiceUri", "https://batchaistate.queue.core.windows.net")]
    [InlineData("AzureWebJobsStorage:queueServiceUri", "https://batchaistate.z01.queue.storage.azure.net/")]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "https://batchaistate.blob.core.windows.net")]
    [InlineData("AzureWebJobsStorage", Keyed)]
    public void May_be_named_in_any_form_that_means_the_same_account(string? key, string? value) =>
        Assert.Empty(Problems(With(Settings.With(), key, value)));

    [Theory]
    [InlineData("UseDevelopmentStorage=true", Azurite)]
    [InlineData(Azurite, "UseDevelopmentStorage=true")]
    [InlineData(Other, Other)]
    [InlineData(Keyed, Keyed)]
    public void May_be_the_same_emulator_or_account_by_connection_string(string own, string host) =>
        Assert.Empty(Problems(With(Connected(own), "AzureWebJobsStorage", host)));

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "another", "AzureWebJobsStorage__accountName", "'another'")]
    [InlineData("AzureWebJobsStorage:queueServiceUri", "https://another.queue.core.windows.net", "AzureWebJobsStorage__queueServiceUri",
        "'another'")]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "https://another.table.core.windows.net", "AzureWebJobsStorage__tableServiceUri",
        "'another'")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "AzureWebJobsStorage", "'127.0.0.1:10001/devstoreaccount1'")]
    public void That_is_another_account_is_refused_with_both_names(string key, string value, string shown, string found)
    {
        string problem = Assert.Single(Problems(With(Settings.With(), key, value)));

        Assert.StartsWith($"{shown} must name the storage account of BatchAi:Storage, 'batchaistate', ", problem, StringComparison.Ordinal);
        Assert.EndsWith($"found {found}.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void That_is_another_emulator_is_refused_although_its_account_has_the_same_name() =>
        Assert.Contains("'127.0.0.1:20001/devstoreaccount1'",
            Assert.Single(Problems(With(Connected(Azurite), "AzureWebJobsStorage", Other))), StringComparison.Ordinal);

    [Fact]
    public void Is_known_by_the_queue_before_all_else()
    {
        IConfiguration own = Connected(Azurite);
        IConfiguration blobs = With(own, "AzureWebJobsStorage:blobServiceUri", "http://127.0.0.1:10000/devstoreaccount1");

        Assert.Empty(Problems(blobs));
        Assert.Empty(Problems(With(blobs, "AzureWebJobsStorage:queueServiceUri", "http://127.0.0.1:10001/devstoreaccount1")));
        Assert.StartsWith(
            "AzureWebJobsStorage__queueServiceUri ",
            Assert.Single(Problems(With(blobs, "AzureWebJobsStorage:queueServiceUri", "http://127.0.0.1:20001/devstoreaccount1"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void That_is_no_connection_string_is_refused_without_being_shown()
    {
        string problem = Assert.Single(Problems(With(Settings.With(), "AzureWebJobsStorage", "AccountKey=hunter2")));

        Assert.StartsWith("AzureWebJobsStorage must be a connection string", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Comes_with_an_identity_that_is_one() =>
        Assert.Equal("AZURE_CLIENT_ID must be the client id of a user-assigned identity, a GUID, or absent; found 'me'.",
            Assert.Single(Problems(With(Settings.With(), "AZURE_CLIENT_ID", "me"))));

    private static IConfiguration Connected(string connection) =>
        Settings.With(("Storage:AccountName", null), ("Storage:ConnectionString", connection));

    private static IConfiguration With(IConfiguration settings, string? key, string? value) =>
        key is null ? settings : new ConfigurationBuilder().AddConfiguration(settings)
            .AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();

    private static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging().AddAzureAdapters(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
    }
}
