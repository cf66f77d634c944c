namespace BatchAi.Functions.Tests;

/// <summary>A worker that cannot work says why in one line and ends, before it has connected to its host.</summary>
public sealed class RefusingAConfiguration
{
    private const string Storage = "UseDevelopmentStorage=true";

    /// <summary>Nobody listens there: a worker that came so far would say something else.</summary>
    private static readonly Uri s_nobody = new("http://127.0.0.1:9/");

    public static TheoryData<string> Required { get; } =
        new(WorkerSettings.For(Storage).Keys.Except(["AzureWebJobsStorage", "BatchAi__Auth"]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Required))]
    public async Task Names_the_required_key_that_is_missing(string key)
    {
        Dictionary<string, string> settings = WorkerSettings.For(Storage);
        settings.Remove(key);

        // Without a name a location has nothing else to be known by; without a connection string it is the account's name that is wanted.
        string named = key switch { "BatchAi__Storage__ConnectionString" => "BatchAi__Storage__AccountName", _ => key };
        Assert.Contains(named, await LineOfAsync(settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_both_keys_where_the_host_and_the_app_have_different_accounts()
    {
        Dictionary<string, string> settings = WorkerSettings.For(Storage);
        settings["AzureWebJobsStorage"] =
            "DefaultEndpointsProtocol=https;AccountName=another;AccountKey=AAAA;EndpointSuffix=core.windows.net";

        string line = await LineOfAsync(settings);

        Assert.Contains("AzureWebJobsStorage", line, StringComparison.Ordinal);
        Assert.Contains("BatchAi:Storage", line, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_key_whose_text_is_neither_true_nor_false() =>
        Assert.Contains("BatchAi:NodePublicIp",
            await LineOfAsync(new Dictionary<string, string>(WorkerSettings.For(Storage)) { ["BatchAi__NodePublicIp"] = "perhaps" }),
            StringComparison.Ordinal);

    /// <summary>The one line that the worker writes.</summary>
    private static async Task<string> LineOfAsync(Dictionary<string, string> settings)
    {
        using WorkerProgram program = WorkerProgram.Start(s_nobody, "refused", settings);
        await program.EndAsync().WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        Assert.Equal(StartCheck.ExitCode, program.ExitCode);
        string line = Assert.Single(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line;
    }
}
